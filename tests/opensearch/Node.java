import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.codelibs.opensearch.runner.node.OpenSearchRunnerNode;
import org.opensearch.common.settings.Settings;
import org.opensearch.env.Environment;
import org.opensearch.plugins.Plugin;

/** Runs one OpenSearch node: {@code java -cp 'jars/*' Node.java FOLDER SETTING=VALUE ...}. */
public class Node {
    private static final List<String> MODULES = List.of(
            "org.opensearch.analysis.common.CommonAnalysisModulePlugin", // for the token filter "pattern_capture"
            "org.opensearch.transport.Netty4ModulePlugin"); // HTTP; version 2 has both without "Module" in their names

    @SuppressWarnings("unchecked")
    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]).toAbsolutePath();
        Files.createDirectories(folder.resolve("config"));
        Settings.Builder settings = Settings.builder().put("path.home", folder.toString());
        for (int i = 1; i < arguments.length; i++) {
            String[] setting = arguments[i].split("=", 2);
            if (setting[1].contains(",")) {
                settings.putList(setting[0], setting[1].split(","));
            } else {
                settings.put(setting[0], setting[1]);
            }
        }
        List<Class<? extends Plugin>> plugins = new java.util.ArrayList<>();
        for (String module : MODULES) {
            plugins.add((Class<? extends Plugin>) named(module));
        }
        new OpenSearchRunnerNode(new Environment(settings.build(), folder.resolve("config")), plugins).start();
        if (Boolean.getBoolean("ends.with.parent")) {
            while (System.in.read() >= 0) {} // end of file when the parent process ends, however it ends
            Runtime.getRuntime().halt(0);
        }
        Thread.currentThread().join();
    }

    private static Class<?> named(String module) throws ClassNotFoundException {
        try {
            return Class.forName(module);
        } catch (ClassNotFoundException newer) {
            return Class.forName(module.replace("ModulePlugin", "Plugin"));
        }
    }
}
