from pathlib import Path


def broken(folder: Path, files: int, seed: int) -> dict[str, int]: ...
