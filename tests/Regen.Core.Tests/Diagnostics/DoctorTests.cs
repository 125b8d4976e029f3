using System.Collections;
using Regen.Core.Diagnostics;
using Xunit;

namespace Regen.Core.Tests.Diagnostics;

[Collection("torch")] // seeds and threads belong to the process
public sealed class DoctorTests
{
    [Fact]
    public void The_instruction_sets_behind_fast_products_are_told_from_the_rest()
    {
        Assert.Equal(["avx2", "amx_bf16"], ProcessorFeatures.Parse("processor\t: 0\nflags\t\t: fpu amx_bf16 avx2 avx\n\nprocessor\t: 1\n"));
        Assert.Empty(ProcessorFeatures.Parse("processor\t: 0\nFeatures\t: fp asimd\n"));
    }

    [Fact]
    public void The_blas_behind_the_alternatives_is_told_from_the_reference()
    {
        const string maps =
            "7f00-7f01 r-xp 00000000 08:01 11  /usr/lib/x86_64-linux-gnu/openblas-openmp/libblas.so.3\n"
            + "7f02-7f03 r-xp 00000000 08:01 12  /usr/lib/x86_64-linux-gnu/libtorch_cpu.so.1.13\n"
            + "7f03-7f04 r--p 00001000 08:01 12  /usr/lib/x86_64-linux-gnu/libtorch_cpu.so.1.13\n"
            + "7f05-7f06 rw-p 00000000 00:00 0  [heap]\n";

        var libraries = LoadedLibraries.Parse(maps);

        Assert.Equal(2, libraries.Count);
        var blas = LoadedLibraries.FindBlas(libraries);
        Assert.Equal("/usr/lib/x86_64-linux-gnu/openblas-openmp/libblas.so.3", blas);
        Assert.False(LoadedLibraries.IsReferenceBlas(blas!));
        Assert.True(LoadedLibraries.IsReferenceBlas("/usr/lib/x86_64-linux-gnu/blas/libblas.so.3.11.0"));
    }

    [Theory]
    [InlineData("fp32", 5, "/usr/lib/x86_64-linux-gnu/blas/libblas.so.3", "install libopenblas0-openmp")]
    [InlineData("fp32", 5, "/usr/lib/x86_64-linux-gnu/openblas-openmp/libblas.so.3", "OMP_NUM_THREADS")]
    [InlineData("fp32", 240, null, null)]
    [InlineData("bf16", 20, null, "precision: fp32")]
    [InlineData("bf16", 1200, null, null)]
    public void A_poor_speed_gets_the_advice_that_fits_its_cause(string precision, double gigaflops, string? blas, string? advice)
    {
        ProductSpeed[] all = [new("cpu", "fp32", precision == "fp32" ? gigaflops : 240), new("cpu", "bf16", precision == "bf16" ? gigaflops : 900)];

        var said = Doctor.Advice(all.Single(speed => speed.Precision == precision), all, blas);

        if (advice is null)
        {
            Assert.Null(said);
        }
        else
        {
            Assert.Contains(advice, said, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Secrets_are_named_and_never_shown()
    {
        var environment = new Hashtable { ["REGEN_API_KEY"] = "hunter2", ["REGEN_SOAK"] = "20", ["HOME"] = "somewhere", ["REGEN_DATA"] = "" };

        var lines = EnvironmentVariables.Describe(environment).ToArray();

        Assert.Equal(["REGEN_API_KEY", "REGEN_SOAK"], lines.Select(line => line.Name));
        Assert.DoesNotContain("hunter2", lines[0].Value, StringComparison.Ordinal);
        Assert.Equal("20", lines[1].Value);
    }

    [Fact]
    public void A_folder_that_a_variable_names_and_nobody_made_gets_advice()
    {
        var line = Assert.Single(EnvironmentVariables.Describe(new Hashtable { ["REGEN_MODELS"] = "/no/such/folder" }));

        Assert.Contains("no such folder", line.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public void An_encoder_whose_weights_are_missing_says_which_file()
    {
        var models = Directory.CreateTempSubdirectory("regen-doctor-").FullName;
        try
        {
            var folder = Directory.CreateDirectory(Path.Combine(models, "all-MiniLM-L6-v2")).FullName;
            File.WriteAllText(Path.Combine(folder, "config.json"), "{}");
            File.WriteAllText(Path.Combine(folder, "vocab.txt"), "");

            var minilm = TextEncoders.Describe(models).Single(line => line.Name == "minilm");
            Assert.Contains("lacks model.safetensors", minilm.Value, StringComparison.Ordinal);
            Assert.NotNull(minilm.Advice);

            File.WriteAllText(Path.Combine(folder, "model.safetensors"), "");
            Assert.Null(TextEncoders.Describe(models).Single(line => line.Name == "minilm").Advice);
        }
        finally
        {
            Directory.Delete(models, recursive: true);
        }
    }

    [Fact]
    public void The_report_measures_products_and_names_the_libraries_behind_them()
    {
        var report = Doctor.Run(new DoctorRequest(), null, TestContext.Current.CancellationToken);

        Assert.Contains(report.Speeds, speed => speed is { Device: "cpu", Precision: "fp32", GigaflopsPerSecond: > 0 });
        Assert.Contains(report.Speeds, speed => speed is { Device: "cpu", Precision: "bf16", GigaflopsPerSecond: > 0 });
        Assert.EndsWith("libregen_torch.so", report.Lines.Single(line => line is { Group: "libraries", Name: "shim" }).Value, StringComparison.Ordinal);
        Assert.Contains(report.Lines, line => line is { Group: "libraries", Name: "duckdb", Advice: null });
    }
}
