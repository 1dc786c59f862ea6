import pytest

from indexer.text.analysis import term
from indexer.text.british import american

FAMILIES = """
haemorrhage hemorrhage, anaemia anemia, leukaemia leukemia, leucaemia leukemia, paediatric pediatric
orthopaedic orthopedic, gynaecology gynecology, anaesthesia anesthesia, aetiology etiology, faecal fecal
caesarean cesarean, caesarian cesarean, caecum cecum, paraesthesia paresthesia, ischaemic ischemic
oedema edema, lymphoedema lymphedema, papilloedema papilledema, myxoedema myxedema, angiooedema angioedema
oesophagus esophagus, gastrooesophageal gastroesophageal, transoesophageal transesophageal
oestrogen estrogen, phytooestrogen phytoestrogen, foetus fetus, diarrhoea diarrhea, dyspnoea dyspnea
coeliac celiac, homoeopathic homeopathic, amoebiasis amebiasis
manoeuvre maneuver, manoeuvres maneuvers, manoeuvring maneuvering
tumour tumor, colour color, coloured colored, behaviour behavior, behavioural behavioral, labour labor
odour odor, malodour malodor, favourable favorable, rigour rigor, neighbouring neighboring, armour armor
randomised randomized, randomisation randomization, hospitalisations hospitalizations, stabiliser stabilizer
organisational organizational, generalisable generalizable, emphasises emphasizes, ionising ionizing
analyse analyze, analysed analyzed, paralysing paralyzing, dialyser dialyzer, haemolysed hemolyzed
practise practice, practising practicing
litre liter, millilitres milliliters, metre meter, centre center, centred centered, multicentre multicenter
fibre fiber, fibres fibers, fibreoptic fiberoptic, titre titer, goitre goiter, theatre theater
sulphate sulfate, sulphonylurea sulfonylurea, disulphide disulfide
programme program, programmes programs, kilogramme kilogram
leucocyte leukocyte, leucopenia leukopenia, analogue analog, dialogue dialog, defence defense, licence license
neurone neuron, neurones neurons, judgement judgment, focussed focused, grey gray, greyish grayish
ageing aging, mould mold, sceptical skeptical, artefacts artifacts, aluminium aluminum, dietician dietitian
"""
PAIRS = [tuple(pair.split()) for pair in FAMILIES.replace("\n", ",").split(",") if pair.strip()]


@pytest.mark.parametrize(("british", "us"), PAIRS)
def test_british_and_american_spellings_have_one_term(british: str, us: str) -> None:
    assert american(british) == us
    assert american(us) == us
    assert term(british) == term(us)


@pytest.mark.parametrize(
    "word",
    """
    aerobic anaerobic exercise exercises exercising promise compromised four tour hour source contour journal
    intraepithelial eicosapentaenoic docosahexaenoic vertebrae michael coefficient coexist poetry angioedema
    surprise comprised precise concise supervised revised advised improvised excised incision circumcised franchise
    advertise expertise paradise otherwise stepwise raised praise noise bruised cruise premise despise enterprise
    acre genre massacre mediocre cadre lyse lysed lysine leucine leucovorin shoulder greyhound packaging package
    imaging engage management element fence council licensed vogue rogue drogue phone bone septic
    """.split(),
)
def test_other_words_keep_their_spelling(word: str) -> None:
    assert american(word) == word
