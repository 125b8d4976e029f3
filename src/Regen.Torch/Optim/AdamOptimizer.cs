namespace TorchSharp.Modules;

/// <summary>What Adam and AdamW share: settings, states and the fused step.</summary>
public abstract class AdamOptimizer : OptimizerHelper
{
    private readonly AdamSettings defaults;

    private protected AdamOptimizer(AdamSettings defaults)
    {
        defaults.Check();
        this.defaults = defaults;
    }

    private protected abstract bool Decoupled { get; }

    private protected abstract AdamState NewState(Parameter parameter, bool amsgrad);

    private protected override void Complete(ParamGroup group)
    {
        var settings = (AdamSettings)group.Options;
        settings.FillFrom(defaults);
        settings.Check();
        foreach (var parameter in group.Parameters)
        {
            States[parameter] = NewState(parameter, settings.amsgrad == true);
        }
    }

    private protected override void Step(ParamGroup group)
    {
        var settings = (AdamSettings)group.Options;
        var parameters = group.List;
        var states = Array.ConvertAll(parameters, parameter => (AdamState)States[parameter]);
        var steps = Array.ConvertAll(states, state => state.Steps);
        var tensors = new AdamTensors(
            parameters,
            Array.ConvertAll(states, state => state.Average),
            Array.ConvertAll(states, state => state.Square),
            settings.amsgrad == true ? Array.ConvertAll(states, state => state.Largest!) : null);
        Training.AdamStep(settings.Native(Decoupled), tensors, steps);
        for (var i = 0; i < states.Length; i++)
        {
            states[i].Steps = steps[i];
        }
    }
}
