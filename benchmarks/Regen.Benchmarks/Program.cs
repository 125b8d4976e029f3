// What benchmarks/run.sh and run-add.sh start; the other side of each is a Python script beside them.
using Regen.Benchmarks;

switch (args)
{
    case []:
        AddBenchmark.Run();
        return 0;
    case ["data", var name, var folder]:
        StepCase.Make(name).Write(folder);
        return 0;
    case ["step", var name, var precision, var threads, var steps]:
        StepBenchmark.Run(StepCase.Make(name), precision, Number(threads), Number(steps));
        return 0;
    case ["head", var precision, var threads, var steps, var items, var rows]:
        HeadBenchmark.Run(precision, Number(threads), Number(steps), Number(items), Number(rows));
        return 0;
    case ["ranking", var threads, var rounds, var users, var items]:
        RankingBenchmark.Run(Number(threads), Number(rounds), Number(users), Number(items));
        return 0;
    default:
        Console.Error.WriteLine(
            "usage: Regen.Benchmarks [data NAME FOLDER | step NAME PRECISION THREADS STEPS | head PRECISION THREADS STEPS ITEMS ROWS | ranking THREADS ROUNDS USERS ITEMS]");
        return 2;
}

static int Number(string text) => int.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
