"""Irregular plurals of English words, and of the Latin and Greek words of medicine.

Plurals that are also other words ("media", "data", "leaves") are not included.
"""

IRREGULAR_PLURALS = dict(
    pair.split(":")
    for pair in """
    algae:alga alveoli:alveolus amebae:ameba annuli:annulus antra:antrum apices:apex appendices:appendix
    atria:atrium automata:automaton axes:axis bacilli:bacillus bacteria:bacterium bronchi:bronchus
    calculi:calculus calves:calf cervices:cervix chairmen:chairman children:child childrens:child
    clubfeet:clubfoot cocci:coccus codices:codex corpora:corpus cortices:cortex crania:cranium
    criteria:criterion curricula:curriculum diverticula:diverticulum emboli:embolus endothelia:endothelium
    enterobacteria:enterobacterium enterococci:enterococcus epithelia:epithelium feet:foot femora:femur
    firemen:fireman fishermen:fisherman foci:focus foramina:foramen fundi:fundus fungi:fungus ganglia:ganglion
    geese:goose genera:genus gonococci:gonococcus grandchildren:grandchild gyri:gyrus halves:half
    helices:helix hila:hilum hippocampi:hippocampus humeri:humerus ilea:ileum ilia:ilium indices:index
    infundibula:infundibulum irides:iris ischia:ischium knives:knife labia:labium lactobacilli:lactobacillus
    larynges:larynx laymen:layman lice:louse loci:locus lumina:lumen malleoli:malleolus
    matrices:matrix men:man meninges:meninx meningococci:meningococcus menisci:meniscus mens:man mice:mouse
    millennia:millennium mitochondria:mitochondrion mycobacteria:mycobacterium
    nevi:nevus nuclei:nucleus ova:ovum oxen:ox pelves:pelvis phalanges:phalanx pharynges:pharynx
    phenomena:phenomenon pneumococci:pneumococcus policemen:policeman policewomen:policewoman protozoa:protozoon
    radii:radius rami:ramus salesmen:salesman schemata:schema schoolchildren:schoolchild septa:septum sera:serum
    servicemen:serviceman servicewomen:servicewoman shelves:shelf spectra:spectrum spermatozoa:spermatozoon
    sportsmen:sportsman staphylococci:staphylococcus sterna:sternum stigmata:stigma stimuli:stimulus stomata:stoma
    strata:stratum streptococci:streptococcus sulci:sulcus symposia:symposium teeth:tooth testes:testis
    thalami:thalamus theses:thesis thoraces:thorax thrombi:thrombus tophi:tophus uteri:uterus varices:varix
    vertices:vertex villi:villus vortices:vortex wives:wife wolves:wolf women:woman womens:woman workmen:workman
    """.split()
)
"""The singular of each plural. Both are in American spelling."""
