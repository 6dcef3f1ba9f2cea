using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Candor.Samples.Worker;

/// <summary>Where the worker takes part, as whom and with what: section <c>Candor</c> of the host's configuration, such
/// as <c>--Candor:Market hospitals</c> or <c>Candor__Market=hospitals</c> in the environment.</summary>
internal sealed record WorkerOptions
{
    /// <summary>The section's name.</summary>
    internal const string Section = "Candor";

    // As they stand in resource names.
    private const string Id = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";

    /// <summary>The server's address.</summary>
    public Uri Server { get; set; } = new("http://127.0.0.1:5080");

    /// <summary>The market's id.</summary>
    [Required(AllowEmptyStrings = false)]
    [RegularExpression(Id)]
    public string Market { get; set; } = string.Empty;

    /// <summary>The participant's id in the market's roster.</summary>
    [Required(AllowEmptyStrings = false)]
    [RegularExpression(Id)]
    public string Participant { get; set; } = string.Empty;

    /// <summary>The file of the participant's signing key.</summary>
    [Required(AllowEmptyStrings = false)]
    public string KeyFile { get; set; } = string.Empty;

    /// <summary>The file of its records.</summary>
    [Required(AllowEmptyStrings = false)]
    public string DataFile { get; set; } = string.Empty;

    /// <summary>The folder of what outlives the process: the receipt with its secret, and the checkpoints. One folder for
    /// each market.</summary>
    [Required(AllowEmptyStrings = false)]
    public string StateFolder { get; set; } = string.Empty;

    /// <summary>The receipt of the commitment.</summary>
    internal string ReceiptFile => Path.Combine(StateFolder, "receipt.json");

    /// <summary>The checkpoints that were seen.</summary>
    internal string CheckpointFile => Path.Combine(StateFolder, "checkpoints.json");
}

/// <summary>Finds all that is missing, at the host's start.</summary>
[OptionsValidator]
internal sealed partial class WorkerOptionsValidator : IValidateOptions<WorkerOptions>;
