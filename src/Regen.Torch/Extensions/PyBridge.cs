using TorchSharp.Regen;
using static TorchSharp.torch;

namespace TorchSharp.PyBridge;

/// <summary>Weights of modules in safetensors files, under TorchSharp.PyBridge's names.</summary>
public static class PyBridgeModuleExtensions
{
    /// <summary>Copies the file's values into the module; a value of another element type is converted.</summary>
    /// <param name="loadedParameters">Receives for each name of the module whether the file had it.</param>
    public static T load_safetensors<T>(
        this T module, string location, bool strict = true, IList<string>? skip = null, Dictionary<string, bool>? loadedParameters = null)
        where T : nn.Module
    {
        ArgumentNullException.ThrowIfNull(module);
        using var scope = NewDisposeScope();
        var state = Safetensors.LoadStateDict(location);
        var (missing, _) = module.load_state_dict(state, strict, skip);
        foreach (var name in module.state_dict().Keys)
        {
            if (loadedParameters is not null)
            {
                loadedParameters[name] = !missing.Contains(name);
            }
        }

        return module;
    }

    public static T save_safetensors<T>(this T module, string location, IList<string>? skip = null)
        where T : nn.Module
    {
        ArgumentNullException.ThrowIfNull(module);
        Safetensors.SaveStateDict(
            location, module.state_dict().Where(one => skip?.Contains(one.Key) != true).ToDictionary(one => one.Key, one => one.Value));
        return module;
    }

    /// <summary>Like <see cref="load_safetensors"/>, of a folder or an index with several files too.</summary>
    public static T load_checkpoint<T>(this T module, string path, bool strict = true, IList<string>? skip = null)
        where T : nn.Module
    {
        ArgumentNullException.ThrowIfNull(module);
        using var scope = NewDisposeScope();
        using var checkpoint = SafetensorsCheckpoint.Open(path);
        module.load_state_dict(checkpoint.LoadAll(), strict, skip);
        return module;
    }
}

/// <summary>Named tensors in a safetensors file, under TorchSharp.PyBridge's names.</summary>
public static class Safetensors
{
    public static Dictionary<string, Tensor> LoadStateDict(string path)
    {
        using var file = SafetensorsFile.Open(path);
        return file.LoadAll();
    }

    public static void SaveStateDict(string path, Dictionary<string, Tensor> tensors) => SafetensorsFile.Save(path, tensors);
}
