using Microsoft.CodeAnalysis.CSharp.Scripting;
using Microsoft.CodeAnalysis.Scripting;

var path = Path.GetFullPath(args[0]);
var options = ScriptOptions.Default
    .WithFilePath(path)
    .WithImports("System", "System.IO", "System.Linq", "System.Collections.Generic", "System.Threading.Tasks");
try
{
    await CSharpScript.RunAsync(await File.ReadAllTextAsync(path), options);
    return 0;
}
catch (CompilationErrorException problem)
{
    foreach (var diagnostic in problem.Diagnostics)
    {
        await Console.Error.WriteLineAsync(diagnostic.ToString());
    }

    return 1;
}
