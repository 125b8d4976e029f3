// Time and memory at scale. Each measurement runs in a process of its own, so that its peak memory is its own.
using Regen.Scale;

var options = new Options(args);
return args.FirstOrDefault() switch
{
    "prepare" => PrepareBenchmark.Run(options),
    "scale" => ScaleLadder.Run(options),
    "gpu" => GpuSmoke.Run(options),
    "measure-prepare" => PrepareBenchmark.MeasureOurs(options),
    "measure-copy" => PrepareBenchmark.MeasureCopy(options),
    "measure-encode" => ScaleWork.Encode(options),
    "measure-step" => ScaleWork.Step(options),
    "measure-rank" => ScaleWork.Rank(options),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine(
        """
        usage: Regen.Scale prepare --data FOLDER --work FOLDER [--memory 800MB] [--turns 3] [--out FILE.md]
               Regen.Scale scale --work FOLDER --out FILE-WITHOUT-ENDING [--items 2000,10000,...] [--users 10000,...] [--history 8,16,...] [--raw FOLDER]
               Regen.Scale gpu --work FOLDER --experiment FILE [--device cuda] [--out FILE.md]
        """);
    return 2;
}
