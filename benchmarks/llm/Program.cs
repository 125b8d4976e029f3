// Drives the direct interviewer against a server that answers at once, and kills itself on the way to see what is left.
using Regen.Benchmarks.LanguageModels;
using Regen.Core.LanguageModels;

SocketCompletion.RunInline();
var options = new Options(args);
return args.FirstOrDefault() switch
{
    "body" => EchoRun.PrintBody(),
    "run" => await EchoRun.Run(options).ConfigureAwait(false),
    "kill" => await KillRun.Run(options).ConfigureAwait(false),
    "lookup" => await LookupRun.Run(options).ConfigureAwait(false),
    "check" => EchoRun.Check(options),
    "dump" => EchoRun.Dump(options),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine(
        """
        usage: body                                                   the request's bytes, for another client
               run    --endpoint URL --store FOLDER [--count 100000] [--concurrency 64] [--attempts 6]
                      [--timeout 300] [--retry-after 60] [--samples 10]
               kill   --endpoint URL --store FOLDER [--count 20000] [--kills 20] [--seed 1]
               lookup --store FOLDER [--count 1000000]                 fills a store, then looks windows of keys up in it
               check  --store FOLDER                                   rows, keys, keys of first requests, attempts, attempts left open
               dump   --store FOLDER                                   keys and texts in order of the keys
        """);
    return 2;
}
