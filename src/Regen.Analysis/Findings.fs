namespace Regen.Analysis

/// Sentences that the numbers of a corpus say; nothing here is written by hand for a result.
[<RequireQualifiedAccess>]
module Findings =

    let private recall = Metric.recall10

    let private verdict (difference: Estimate) =
        if Estimate.excludesZero difference then
            "the interval excludes zero"
        else
            "the interval holds zero, so these users do not tell them apart"

    /// The difference of two entries over all users, where they were asked the same questions.
    let private compare
        (resampling: Resampling)
        (seen: SeenItems)
        (ours: Entry)
        (theirs: Entry)
        : Estimate option =
        if RunData.sameQuestions ours.Runs.Head theirs.Runs.Head then
            let places = Slices.members Slice.all ours.Runs.Head.Ranks

            Measure.estimates resampling [ (), Measure.difference recall seen places ours theirs ]
            |> Map.tryFind ()
        else
            None

    let private mean (seen: SeenItems) (entry: Entry) =
        let places = Slices.members Slice.all entry.Runs.Head.Ranks
        Entry.scores recall seen places entry |> Estimate.mean

    let private number (seen: SeenItems) (entry: Entry) = CellText.number (mean seen entry)

    let private ahead
        (resampling: Resampling)
        (seen: SeenItems)
        (corpus: Corpus)
        (flare: Entry)
        (baseline: Entry)
        =
        Some baseline
        |> Option.filter (fun baseline -> mean seen baseline > mean seen flare)
        |> Option.bind (fun baseline -> compare resampling seen baseline flare)
        |> Option.map (fun difference ->
            $"{Entry.label corpus baseline} stays ahead of {Entry.label corpus flare} (history) in {recall.Name}, "
            + $"{SeenItems.name seen}: {number seen baseline} against {number seen flare}, a difference of "
            + $"{CellText.signed difference.Mean} {CellText.interval CellText.signed difference}; {verdict difference}.")

    let private nearest
        (resampling: Resampling)
        (seen: SeenItems)
        (corpus: Corpus)
        (flare: Entry)
        (baselines: Entry list)
        =
        let best = baselines |> List.maxBy (mean seen)

        match compare resampling seen flare best with
        | None -> []
        | Some difference when difference.Mean = 0.0 -> [
            $"{Entry.label corpus flare} (history) and {Entry.label corpus best} have the same {recall.Name}, "
            + $"{SeenItems.name seen}: {number seen flare}."
          ]
        | Some difference -> [
            $"{Entry.label corpus flare} (history) is ahead of every baseline that was run in {recall.Name}, "
            + $"{SeenItems.name seen}; the nearest is {Entry.label corpus best}: {number seen flare} against "
            + $"{number seen best}, a difference of {CellText.signed difference.Mean} "
            + $"{CellText.interval CellText.signed difference}; {verdict difference}."
          ]

    /// FLARE, shown the history, against the baselines.
    let private againstBaselines (resampling: Resampling) (corpus: Corpus) : string list =
        let baselines = Corpus.history corpus |> List.filter Entry.isBaseline

        match Corpus.mainFlare (Corpus.history corpus), baselines with
        | None, _ -> [
            "FLARE with history alone was not run here, so nothing is said of it against the baselines."
          ]
        | _, [] -> [ "No baseline was run here, so nothing is said of FLARE against them." ]
        | Some flare, baselines -> [
            for seen in SeenItems.all do
                match baselines |> List.choose (ahead resampling seen corpus flare) with
                | [] -> yield! nearest resampling seen corpus flare baselines
                | sentences -> yield! sentences
          ]

    let private gainOf (resampling: Resampling) (pair: CritiquePair) (slice: Slice) =
        Measure.estimates resampling [ (), CritiqueGain.differences recall Kept slice pair ]
        |> Map.tryFind ()

    let private said (estimate: Estimate) =
        $"{CellText.signed estimate.Mean} {CellText.interval CellText.signed estimate}"

    let private expected (gain: Paper.Dataset -> float option) =
        Paper.datasets
        |> List.choose (fun dataset ->
            gain dataset
            |> Option.map (fun value -> $"{CellText.signed value} on {Paper.datasetName dataset}"))
        |> String.concat " and "

    /// What the critique adds, beside what the paper leads one to expect.
    let private critique (resampling: Resampling) (corpus: Corpus) : string list =
        match CritiqueGain.pair corpus with
        | None -> [
            "What the critique adds is not said: it takes a FLARE with and one without, asked the same questions."
          ]
        | Some pair -> [
            match gainOf resampling pair Slice.all with
            | Some all ->
                $"The critique changes FLARE's {recall.Name} by {said all} over all users, {SeenItems.name Kept}; "
                + $"""{verdict all}. The paper prints {expected (fun dataset -> Paper.gain dataset recall.Key)}."""
            | None -> ()

            match gainOf resampling pair Slice.critiqued with
            | Some some ->
                $"Among users with a critique the change is {said some}; if in the paper only they gained, it would be "
                + $"{expected Paper.gainOfCritiqued}."
            | None -> "No test user of this corpus has a critique."
          ]

    let private seeds (corpus: Corpus) =
        let trained = corpus.Entries |> List.filter (Entry.isBaseline >> not)

        match trained |> List.filter (fun entry -> entry.Runs.Length = 1) with
        | [] -> []
        | single when single.Length = trained.Length -> [
            "Every trained model has a single seed: how much another training run would differ is not known."
          ]
        | single -> [ "A single seed: " + String.concat ", " (List.map _.Name single) + "." ]

    /// All sentences of a corpus: baselines, critique, seeds.
    let ofCorpus (resampling: Resampling) (corpus: Corpus) : string list =
        againstBaselines resampling corpus @ critique resampling corpus @ seeds corpus
