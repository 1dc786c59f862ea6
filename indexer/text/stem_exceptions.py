"""Exceptions to NLTK's Snowball stemmer, above all different words that the stemmer gives one stem.

``python -m benchmarks.stems FILE`` prints the words that share a stem, so that a person can review them.
After a change here, raise FORMAT in both engines, because indexes contain the terms.
"""

JOINED = {"disk": "disc", "disks": "disc", "emergencies": "emergency", "fasted": "fasting", "lysis": "lyse",
          "rated": "rating", "signing": "signed"}  # fmt: skip
"""Words that get the term of another word."""

CAPITALS = {"AIDS": "aids"}
"""The terms of acronyms that are inflected words in lower case ("aids")."""

PARTED = {
    stem: tuple(sorted(starts.split(), key=len, reverse=True))
    for line in """
        activ: activat activit
        addit: additiv
        administr: administrativ administrator
        adopt: adoptiv
        advers: adversit
        affect: affection affectiv
        age: aging
        aggress: aggression
        altern: alternativ
        ambul: ambulanc
        anim: animat
        appli: applianc
        applic: applicab applican
        assist: assistant
        author: authorit authoriz
        autonom: autonomous
        blind: blindness
        busi: business
        can: canned
        carbon: carbonat
        care: careful
        cellulit: cellulite
        clinic: clinical
        collect: collectiv
        colon: coloniz
        communic: communicabl
        composit: composition
        concentr: concentric
        concept: conception
        condit: conditional conditioned conditioning
        conduct: conductanc conduction conductiv
        confer: conferenc
        connect: connective connectivit
        consider: considerabl
        consist: consisten
        consum: consumer
        continu: continual continuit continuous
        contract: contraction
        convers: conversation
        critic: critical
        cultur: cultural
        custom: customer customiz
        definit: definition definitiv
        depress: depressant
        design: designat
        determin: determinant
        devic: device
        differenti: differential
        digit: digital
        direct: direction directiv
        discret: discretion
        divers: diversion
        effect: effectiv
        elect: electiv
        electron: electronic
        embol: emboliz
        emerg: emergency
        enter: enteral enteric
        even: evening
        exclus: exclusiv
        execut: executiv
        experi: experiment
        extens: extensiv
        extern: externaliz
        extrem: extremit
        famili: familial
        fast: fasting
        fertil: fertiliz
        fraction: fractionat
        general: generaliz
        generat: generator
        home: homing
        hospit: hospitaliz
        human: humane humanit humaniz
        humor: humoral
        ident: identical
        immun: immuniz
        impact: impaction
        import: importan
        improv: improvis
        incid: incidenc
        individu: individualiz
        influenza: influenzae
        inform: informal
        initi: initiat initiativ
        integr: integrit
        intens: intensiv
        intern: internaliz international
        irrit: irritab
        joint: jointly
        lactat: lactation
        later: lateral
        like: likely
        liter: literat
        major: majorit
        mean: meaning
        mechan: mechanism
        medic: medicat
        memori: memorial
        mind: mindful
        minor: minorit
        modul: modulat
        month: monthly
        most: mostly
        natur: natural
        neurit: neurite
        normal: normaliz
        numer: numerous
        object: objection objectiv
        occup: occupanc
        offic: officer
        oper: operational operator
        optim: optimis
        option: optional
        organ: organic organism organiz
        orient: oriental
        over: overlies overly
        oxid: oxide
        palat: palatab
        parkinson: parkinsonism
        past: paste
        perform: performanc
        period: periodic
        person: personal personalit personaliz
        physic: physics
        plastic: plasticit
        pneumonia: pneumoniae
        posit: position
        potenti: potentiat
        practic: practicab practical
        precis: precision
        product: production productiv
        provid: providen provider
        proxim: proximit
        public: publication
        purpos: purposeful purposiv
        quit: quite
        rate: rating
        recess: recessiv
        recombin: recombination
        refer: referenc
        relat: relation relativ
        respect: respective
        respond: respondent
        respons: responsib
        select: selectiv
        set: setting
        sever: severed several
        sign: signed
        specif: specificat specificit
        standard: standardiz
        stimul: stimulant
        subject: subjectiv
        substanti: substantiat
        success: succession successiv
        system: systemic
        termin: terminal
        toler: toleran
        topic: topical
        transit: transition
        transport: transportation transporter
        under: underl
        unit: unite
        univers: universit
        use: useful useless
        vascular: vasculariz
        veget: vegetati
        visual: visualiz
        week: weekly
        well: wellness
        will: willing
        year: yearly
    """.split("\n")
    if line.strip()
    for stem, starts in [line.strip().split(": ")]
}
"""For each stem of the Snowball stemmer, the first letters of other words with this stem.

A word that starts with these letters gets them as its term. The other words keep the stem. If several fit, the longest
one is used.
"""
