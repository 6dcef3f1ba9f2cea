using System.Text;

namespace Candor.Fuzzing.Golden;

/// <summary>The frozen answer to the audit, as the target takes it apart.</summary>
internal static class GoldenAudit
{
    /// <summary>For each position the record, its tag and its inclusion proof, each with its count before it; then the
    /// proof.</summary>
    internal static byte[] Bytes { get; } = [.. Openings(), .. GoldenFiles.Outputs.Hex("auditProof")];

    private static IEnumerable<byte> Openings()
    {
        byte[][] records =
        [
            .. GoldenFiles.Inputs.GetProperty("records").EnumerateArray()
                .Select(record => Encoding.UTF8.GetBytes(record.GetString()!)),
        ];
        byte[][] tags = [.. GoldenFiles.Outputs.GetProperty("tags").EnumerateArray().Select(GoldenFiles.Hex)];
        int[] recordOf =
        [
            .. GoldenFiles.Outputs.GetProperty("recordPositions").EnumerateArray().Select(item => item.GetInt32()),
        ];
        int n = 0;
        foreach (ulong position in GoldenTerms.Challenge.Positions)
        {
            byte[][] proof =
            [
                .. GoldenFiles.Outputs.GetProperty("auditInclusionProofs")[n++].EnumerateArray().Select(GoldenFiles.Hex),
            ];
            byte[] record = records[recordOf[position]];
            IEnumerable<byte> opening =
            [
                (byte)record.Length, .. record, (byte)tags[position].Length, .. tags[position],
                (byte)proof.Length, .. proof.SelectMany(hash => hash),
            ];
            foreach (byte value in opening)
            {
                yield return value;
            }
        }
    }
}
