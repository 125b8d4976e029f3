using System.CommandLine;
using Regen.Core.Diagnostics;

namespace Regen.Cli.Commands;

/// <summary><c>regen doctor</c>: versions, devices, speed, libraries, and what to do about each.</summary>
internal static class DoctorCommand
{
    public static Command Build()
    {
        var models = new Option<string?>("--models") { Description = "Folder with pretrained models; REGEN_MODELS otherwise." };
        var skipSpeed = new Option<bool>("--no-speed") { Description = "Leave the measured matrix products out." };
        var command = new Command("doctor", "Print versions, devices and speeds, and what to do about each.") { models, skipSpeed };
        command.SetAction((parsed, stop) =>
        {
            var request = new DoctorRequest { Models = parsed.GetValue(models), MeasureSpeed = !parsed.GetValue(skipSpeed) };
            Print(Doctor.Run(request, null, stop));
            return Task.FromResult(0);
        });
        return command;
    }

    private static void Print(DoctorReport report)
    {
        var width = report.Lines.Max(line => line.Name.Length);
        foreach (var group in report.Lines.GroupBy(line => line.Group))
        {
            Console.WriteLine(group.Key);
            foreach (var line in group)
            {
                Console.WriteLine($"  {line.Name.PadRight(width)}  {line.Value}");
                if (line.Advice is not null)
                {
                    Console.WriteLine($"  {"".PadRight(width)}  -> {line.Advice}");
                }
            }
        }

        var advised = report.Lines.Count(line => line.Advice is not null);
        Console.WriteLine(advised == 0 ? "All is well." : $"{advised} line(s) with '->' say what would help.");
    }
}
