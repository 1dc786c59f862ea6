"""Words for drugs. A drug beside a route shows that this route was used for the drug and not for the cells."""

from indexer.text.analysis import term_set

# Drugs that can follow the name of a route directly: "oral doxycycline", "topical ointment".
DRUGS = tuple(
    "drug medicine medication agent tablet pill capsule cream ointment gel lotion steroid corticosteroid "
    "glucocorticoid antibiotic antiviral antifungal antihistamine anticoagulant anti-inflammatory painkiller "
    "analgesic opioid immunosuppressant immunosuppression chemotherapy iron albumin immunoglobulin fluid contrast "
    "glucose insulin vitamin hormone estrogen estradiol progesterone testosterone anesthesia anesthetic sedation "
    "nutrition feeding hyaluronic hyaluronan prednisone prednisolone methylprednisolone dexamethasone "
    "hydrocortisone triamcinolone cortisone tacrolimus ciclosporin cyclosporine sirolimus everolimus mycophenolate "
    "azathioprine methotrexate cyclophosphamide fludarabine busulfan melphalan treosulfan thymoglobulin "
    "alemtuzumab rituximab infliximab adalimumab vedolizumab ustekinumab tocilizumab dupilumab bevacizumab "
    "ranibizumab aflibercept ruxolitinib ibrutinib doxycycline minocycline azithromycin ciprofloxacin "
    "metronidazole vancomycin remdesivir oseltamivir aspirin heparin warfarin clopidogrel statin atorvastatin "
    "metformin levodopa riluzole edaravone baclofen gabapentin pregabalin botulinum thrombolysis alteplase "
    "dobutamine dopamine epinephrine adrenaline nitroglycerin furosemide sildenafil tadalafil pirfenidone "
    "nintedanib lactulose ketamine morphine lidocaine bupivacaine acetaminophen paracetamol ibuprofen naproxen "
    "diclofenac timolol latanoprost minoxidil finasteride bleomycin streptozotocin lipopolysaccharide "
    "G-CSF bisphosphonate zoledronate denosumab teriparatide".split()
)

# Words that can come between a drug and a route: "steroid ointment applied to the skin".
DRUG_GIVEN = term_set(
    "injection shot dose infusion ointment cream drop unit per kilogram day week daily nightly twice once each a "
    "the as by to in applied given taken injected placed implanted self self-administered administered"
)
# Substances in which cells can be suspended. DRUGS_BEFORE doesn't contain them, but contains devices for drugs.
_CARRIERS = frozenset(
    "agent fluid gel contrast glucose albumin iron heparin hyaluronic hyaluronan nutrition feeding".split()
)
DRUGS_BEFORE = (
    *(drug for drug in DRUGS if drug not in _CARRIERS),
    *"anti-TNF mesalamine mesalazine reservoir port pump".split(),
)
