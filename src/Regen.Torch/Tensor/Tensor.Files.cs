namespace TorchSharp;

public static partial class torch
{
    public static void save(Tensor tensor, string location)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        tensor.save(location);
    }

    public static Tensor load(string location) => Tensor.load(location);

    public partial class Tensor
    {
        public void save(string location)
        {
            using var writer = new BinaryWriter(File.Create(location));
            Save(writer);
        }

        public static Tensor load(string location)
        {
            using var reader = new BinaryReader(File.OpenRead(location));
            return Load(reader, CPU);
        }

        /// <summary>Writes element type, dimensions and elements.</summary>
        public void Save(BinaryWriter writer)
        {
            ArgumentNullException.ThrowIfNull(writer);
            using var scope = NewDisposeScope();
            using var guard = no_grad();
            var plain = detach().cpu().contiguous();
            writer.Write7BitEncodedInt64((long)dtype);
            writer.Write7BitEncodedInt64(dim());
            foreach (var size in shape)
            {
                writer.Write7BitEncodedInt64(size);
            }

            writer.Write(plain.bytes);
        }

        /// <summary>Reads elements of this tensor's own type and dimensions into it.</summary>
        /// <exception cref="InvalidDataException">Type or dimensions differ.</exception>
        public void Load(BinaryReader reader)
        {
            using var scope = NewDisposeScope();
            using var guard = no_grad();
            var found = Load(reader, CPU);
            if (found.dtype != dtype || !found.shape.AsSpan().SequenceEqual(shape))
            {
                throw new InvalidDataException($"the file holds {found.Describe()}, not {Describe()}");
            }

            copy_(found);
        }

        internal static Tensor Load(BinaryReader reader, Device device)
        {
            ArgumentNullException.ThrowIfNull(reader);
            var type = (ScalarType)reader.Read7BitEncodedInt64();
            var sizes = new long[reader.Read7BitEncodedInt64()];
            for (var i = 0; i < sizes.Length; i++)
            {
                sizes[i] = reader.Read7BitEncodedInt64();
            }

            var tensor = empty(sizes, type, CPU);
            reader.BaseStream.ReadExactly(tensor.bytes);
            return device.type == DeviceType.CPU ? tensor : tensor.to(type, device, disposeAfter: true);
        }
    }
}
