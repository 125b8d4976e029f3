using Regen.Core.Storage.Native;

namespace Regen.Core.Storage;

/// <summary>Columns read from a Parquet file, each as the array type that it was written from.</summary>
public sealed class ParquetTable
{
    private readonly Dictionary<string, Array> columns;

    private ParquetTable(Dictionary<string, Array> columns, int rowCount) => (this.columns, RowCount) = (columns, rowCount);

    public int RowCount { get; }

    public IReadOnlyCollection<string> Names => columns.Keys;

    public bool[] Bools(string name) => Get<bool>(name);

    public byte[] Bytes(string name) => Get<byte>(name);

    public int[] Ints(string name) => Get<int>(name);

    public long[] Longs(string name) => Get<long>(name);

    public float[] Floats(string name) => Get<float>(name);

    public double[] Doubles(string name) => Get<double>(name);

    public string?[] Strings(string name) => Get<string?>(name);

    internal static ParquetTable Read(DuckDBDataReader reader, int rows)
    {
        var arrays = Enumerable.Range(0, reader.FieldCount).Select(column => MakeArray(reader.TypeOf(column), rows)).ToArray();
        for (var start = 0; reader.NextChunk(); start += reader.ChunkSize)
        {
            for (var column = 0; column < arrays.Length; column++)
            {
                Copy(reader, column, arrays[column], start);
            }
        }

        return new ParquetTable(arrays.Index().ToDictionary(pair => reader.GetName(pair.Index), pair => pair.Item), rows);
    }

    private static Array MakeArray(DuckDBType type, int rows) => type switch
    {
        DuckDBType.Boolean => new bool[rows],
        DuckDBType.UTinyInt => new byte[rows],
        DuckDBType.Integer => new int[rows],
        DuckDBType.BigInt => new long[rows],
        DuckDBType.Float => new float[rows],
        DuckDBType.Double => new double[rows],
        DuckDBType.Varchar => new string?[rows],
        _ => throw new NotSupportedException($"a Parquet column of type {type} is not read as an array"),
    };

    private static void Copy(DuckDBDataReader reader, int column, Array target, int start)
    {
        switch (target)
        {
            case bool[] values:
                reader.Column<bool>(column).CopyTo(values.AsSpan(start));
                break;
            case byte[] values:
                reader.Column<byte>(column).CopyTo(values.AsSpan(start));
                break;
            case int[] values:
                reader.Column<int>(column).CopyTo(values.AsSpan(start));
                break;
            case long[] values:
                reader.Column<long>(column).CopyTo(values.AsSpan(start));
                break;
            case float[] values:
                reader.Column<float>(column).CopyTo(values.AsSpan(start));
                break;
            case double[] values:
                reader.Column<double>(column).CopyTo(values.AsSpan(start));
                break;
            case string?[] values:
                for (var row = 0; row < reader.ChunkSize; row++)
                {
                    values[start + row] = reader.Text(column, row);
                }

                break;
        }
    }

    private T[] Get<T>(string name) => columns.TryGetValue(name, out var values)
        ? values as T[] ?? throw new InvalidCastException($"column {name} holds {values.GetType().Name}")
        : throw new ArgumentException($"no column {name} was read; there are {string.Join(", ", columns.Keys)}", nameof(name));
}
