using System.Text.Json;
using Regen.Tests;
using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Regen;
using Xunit;
using static TorchSharp.torch;

namespace Regen.Torch.Tests;

/// <summary>golden/optim: weights after steps 1, 2, 5 and 20 by torch.optim of PyTorch 2.13, and rates by transformers.</summary>
public sealed class GoldenOptimTests
{
    private static readonly string[] Names = ["w1", "b1", "w2", "b2"];

    public static TheoryData<string, string> Runs()
    {
        var runs = new TheoryData<string, string>();
        foreach (var set in Lent.Golden("optim"))
        {
            foreach (var run in Read(set, "optimisers.json").GetProperty("runs").EnumerateObject())
            {
                runs.Add(set, run.Name);
            }
        }

        return runs;
    }

    public static TheoryData<string> Sets() => [.. Lent.Golden("optim")];

    [Theory]
    [MemberData(nameof(Runs))]
    public void An_optimiser_takes_the_steps_of_torch(string set, string name)
    {
        var run = Read(set, "optimisers.json").GetProperty("runs").GetProperty(name);
        using var scope = NewDisposeScope();
        using var file = SafetensorsFile.Open(Path.Combine(set, "optimisers.safetensors"));
        var dtype = name.StartsWith("float64", StringComparison.Ordinal) ? float64 : float32;
        var tolerance = dtype == float64 ? 1e-10 : 2e-6;
        var weights = Names.Select(one => new Parameter(file.Load($"start.{one}").to(dtype))).ToArray();
        var (x, y) = (file.Load("x").to(dtype), file.Load("y"));
        using var optimizer = Optimizer(name, weights, run.GetProperty("arguments"));
        var losses = run.GetProperty("losses").EnumerateArray().Select(loss => loss.GetDouble()).ToArray();
        var norms = run.GetProperty("grad_norm_before_clipping").EnumerateArray().Select(norm => norm.GetDouble()).ToArray();

        for (var step = 1; step <= losses.Length; step++)
        {
            using var inner = NewDisposeScope();
            optimizer.zero_grad();
            var loss = Loss(x, y, weights);
            loss.backward();
            Assert.Equal(losses[step - 1], loss.ToDouble(), tolerance);
            var limit = run.GetProperty("clip_norm") is { ValueKind: JsonValueKind.Number } clip ? clip.GetDouble() : 1e30;
            Assert.Equal(norms[step - 1], nn.utils.clip_grad_norm_(weights, limit), tolerance);
            if (step == 1)
            {
                AssertAll(file, $"{name}.grad1", weights.Select(weight => weight.grad!), tolerance);
            }

            optimizer.step();
            if (file.Entries.ContainsKey($"{name}.step{step}.w1"))
            {
                AssertAll(file, $"{name}.step{step}", weights, tolerance);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void The_cosine_and_lambda_schedules_give_torchs_rates(string set)
    {
        var json = Read(set, "schedules.json");
        var (peak, warmup, total) = (json.GetProperty("peak_lr").GetDouble(), json.GetProperty("warmup_steps").GetInt32(), json.GetProperty("total_steps").GetInt32());
        var rates = json.GetProperty("lr");

        var cosine = rates.GetProperty("torch_cosine_annealing");
        var least = cosine.EnumerateArray().Min(rate => rate.GetDouble()); // the set does not say eta_min beside
        AssertRates(cosine, peak, optimizer => optim.lr_scheduler.CosineAnnealingLR(optimizer, total, least));
        AssertRates(rates.GetProperty("warmup_linear"), peak, optimizer => optim.lr_scheduler.LambdaLR(
            optimizer,
            step => step < warmup ? (double)step / warmup : Math.Max(0, (double)(total - step) / (total - warmup))));
    }

    private static void AssertRates(JsonElement expected, double peak, Func<optim.Optimizer, optim.lr_scheduler.LRScheduler> schedule)
    {
        using var weight = new Parameter(zeros([1]));
        using var optimizer = optim.SGD([weight], peak);
        var scheduler = schedule(optimizer);
        foreach (var rate in expected.EnumerateArray())
        {
            Assert.Equal(rate.GetDouble(), scheduler.get_last_lr().Single(), 1e-12);
            scheduler.step();
        }
    }

    private static Tensor Loss(Tensor x, Tensor y, Parameter[] w) =>
        nn.functional.cross_entropy(nn.functional.linear(nn.functional.linear(x, w[0], w[1]).tanh(), w[2], w[3]), y);

    private static optim.Optimizer Optimizer(string name, Parameter[] weights, JsonElement arguments)
    {
        double Number(string key, double otherwise) => arguments.TryGetProperty(key, out var value) ? value.GetDouble() : otherwise;
        bool Flag(string key) => arguments.TryGetProperty(key, out var value) && value.GetBoolean();
        var lr = Number("lr", 1e-3);
        var betas = arguments.TryGetProperty("betas", out var pair) ? pair.EnumerateArray().Select(beta => beta.GetDouble()).ToArray() : [0.9, 0.999];
        var (eps, decay) = (Number("eps", 1e-8), Number("weight_decay", 0));
        var kind = name.Split('.')[1];
        return kind switch
        {
            "adamw_no_decay_on_biases" => optim.AdamW(
                [
                    new AdamW.ParamGroup([weights[0], weights[2]], lr, betas[0], betas[1], eps, decay),
                    new AdamW.ParamGroup([weights[1], weights[3]], lr, betas[0], betas[1], eps, 0),
                ],
                lr),
            _ when kind.StartsWith("adamw", StringComparison.Ordinal) => optim.AdamW(weights, lr, betas[0], betas[1], eps, decay, Flag("amsgrad")),
            _ when kind.StartsWith("adam", StringComparison.Ordinal) => optim.Adam(weights, lr, betas[0], betas[1], eps, decay, Flag("amsgrad")),
            _ => optim.SGD(weights, lr, Number("momentum", 0), Number("dampening", 0), decay, Flag("nesterov")),
        };
    }

    private static void AssertAll(SafetensorsFile file, string prefix, IEnumerable<Tensor> found, double tolerance)
    {
        foreach (var (name, tensor) in Names.Zip(found))
        {
            Close.Assert(file.Load($"{prefix}.{name}"), tensor, tolerance, $"{prefix}.{name}");
        }
    }

    private static JsonElement Read(string set, string file) => JsonDocument.Parse(File.ReadAllText(Path.Combine(set, file))).RootElement;
}
