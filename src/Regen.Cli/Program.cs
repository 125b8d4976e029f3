using System.CommandLine;
using Regen.Cli;
using Regen.Cli.Commands;
using Regen.Core.LanguageModels;

SocketCompletion.RunInline();
var root = new RootCommand("Regen: rebuild, check and extend the REGEN paper.")
{
    DataCommand.Build(),
    DoctorCommand.Build(),
    ReportCommand.Build(),
    ReproduceCommand.Build(),
    RunsCommand.Build(),
    SweepCommand.Build(),
    ExportCommand.Build(),
    GenerateCommand.Build(),
    RateCommand.Build(),
    TrainCommand.Build(),
    EvaluateCommand.Build(),
    ConversationsCommand.Build(),
    RecommendCommand.Build(),
};

return await CommandLine.Run(root, args).ConfigureAwait(false);
