using System.CommandLine;
using Candor.Cli.Errors;
using Candor.Cli.Help;
using Candor.Cli.Options;
using Candor.Cli.Output;
using Candor.Client;

namespace Candor.Cli.Commands;

/// <summary><c>candor keygen --out FILE</c>: makes an operator's or a participant's key.</summary>
internal static class KeygenCommand
{
    /// <summary>Creates the command.</summary>
    /// <param name="screen">Where it writes.</param>
    internal static Command Create(Screen screen)
    {
        Option<string> file = CommonOptions.Out(
            "Where the private key goes: PKCS#8 in PEM, readable by you alone. An existing file is never overwritten.");
        Option<bool> json = CommonOptions.Json("Print one JSON object: file, keyId and publicKey.");
        var command = new CandorCommand(
            "keygen",
            "Makes a signing key (ECDSA on P-256) for an operator or a participant, and prints what others need to "
            + "know of it: the public key goes into the market definition.",
            "candor keygen --out operator.pem",
            "candor keygen --out aachen.pem --json | jq -r .publicKey")
        {
            file, json,
        };
        command.SetAction(parsed =>
        {
            string path = parsed.GetRequiredValue(file);
            OutputFile.Require("--out", path, OutputKind.NewKey);
            using SigningKey key = SigningKey.Create();
            try
            {
                key.Save(path);
            }
            catch (SigningKeyException error) when (error.Fault == SigningKeyFault.Exists)
            {
                throw new CliException(
                    $"--out '{path}': the file exists; expected a new path, for a key that is overwritten is lost");
            }

            if (parsed.GetValue(json))
            {
                screen.WriteLine(CliJson.Write(new KeyInfo(path, key.KeyId, key.PublicKey)));
            }
            else
            {
                screen.WriteLine($"key id      {key.KeyId}");
                screen.WriteLine($"public key  {key.PublicKey}");
                screen.Progress(
                    $"The private key is in {path}, readable by you alone. Keep it: nobody can make it again.");
            }

            return ExitCode.Done;
        });
        return command;
    }
}
