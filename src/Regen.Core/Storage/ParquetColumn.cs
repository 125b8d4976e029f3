namespace Regen.Core.Storage;

/// <summary>A named column of equal length with its fellows.</summary>
/// <param name="Name">Name in the file.</param>
/// <param name="Values">bool[], byte[], int[], long[], float[], double[] or string?[].</param>
public sealed record ParquetColumn(string Name, Array Values)
{
    internal string SqlType => Values switch
    {
        bool[] => "boolean",
        byte[] => "utinyint",
        int[] => "integer",
        long[] => "bigint",
        float[] => "float",
        double[] => "double",
        string?[] => "varchar",
        _ => throw new ArgumentException($"column {Name}: {Values.GetType().Name} has no Parquet type here"),
    };

    internal void Append(DuckDBAppender appender, int row)
    {
        _ = Values switch
        {
            bool[] values => appender.AppendValue(values[row]),
            byte[] values => appender.AppendValue(values[row]),
            int[] values => appender.AppendValue(values[row]),
            long[] values => appender.AppendValue(values[row]),
            float[] values => appender.AppendValue(values[row]),
            double[] values => appender.AppendValue(values[row]),
            string?[] values => appender.AppendValue(values[row]),
            _ => throw new ArgumentException($"column {Name} has no Parquet type here"),
        };
    }
}
