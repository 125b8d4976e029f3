using static TorchSharp.torch;
using static TorchSharp.torch.optim;

namespace TorchSharp.Modules;

/// <summary>States per parameter, and saving and loading them.</summary>
public abstract class OptimizerHelper : Optimizer
{
    private protected OptimizerHelper()
    {
    }

    private protected Dictionary<Parameter, OptimizerState> States { get; } = new(ReferenceEqualityComparer.Instance);

    public virtual StateDictionary state_dict()
    {
        var all = new StateDictionary();
        foreach (var group in Groups)
        {
            all.Options.Add(group.Options);
            foreach (var parameter in group.Parameters)
            {
                all.State.Add(States[parameter]);
            }
        }

        return all;
    }

    /// <summary>Copies settings and states of an optimiser of the same kind over the same parameters.</summary>
    public virtual void load_state_dict(StateDictionary state_dict)
    {
        ArgumentNullException.ThrowIfNull(state_dict);
        var own = this.state_dict();
        RequireCounts(own, state_dict.Options.Count, state_dict.State.Count);
        for (var i = 0; i < own.Options.Count; i++)
        {
            own.Options[i].LoadStateDict(state_dict.Options[i]);
        }

        for (var i = 0; i < own.State.Count; i++)
        {
            own.State[i].LoadStateDict(state_dict.State[i]);
        }
    }

    public void save_state_dict(string location)
    {
        using var writer = new BinaryWriter(File.Create(location));
        save_state_dict(writer);
    }

    public void save_state_dict(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        var own = state_dict();
        writer.Write(GetType().Name);
        writer.Write7BitEncodedInt(own.Options.Count);
        writer.Write7BitEncodedInt(own.State.Count);
        foreach (var options in own.Options)
        {
            options.SaveStateDict(writer);
        }

        foreach (var state in own.State)
        {
            state.SaveStateDict(writer);
        }
    }

    public void load_state_dict(string location)
    {
        using var reader = new BinaryReader(File.OpenRead(location));
        load_state_dict(reader);
    }

    /// <exception cref="InvalidDataException">Written by an optimiser of another kind.</exception>
    public void load_state_dict(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        var kind = reader.ReadString();
        if (kind != GetType().Name)
        {
            throw new InvalidDataException($"this is the state of {kind}, not of {GetType().Name}");
        }

        var own = state_dict();
        RequireCounts(own, reader.Read7BitEncodedInt(), reader.Read7BitEncodedInt());
        foreach (var options in own.Options)
        {
            options.LoadStateDict(reader);
        }

        foreach (var state in own.State)
        {
            state.LoadStateDict(reader);
        }
    }

    public void to(Device device)
    {
        foreach (var state in States.Values)
        {
            state.to(device);
        }
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing)
        {
            foreach (var state in States.Values)
            {
                state.Dispose();
            }
        }
    }

    private static void RequireCounts(StateDictionary own, int groups, int states)
    {
        if (own.Options.Count != groups || own.State.Count != states)
        {
            throw new ArgumentException(
                $"state of another optimiser: {groups} groups and {states} parameters, here {own.Options.Count} and {own.State.Count}");
        }
    }
}
