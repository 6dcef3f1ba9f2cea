namespace Grpc.Core;

/// <summary>
/// A check of the server's certificate beside the usual ones. May run several times and on several threads at once.
/// </summary>
/// <param name="context">The server.</param>
/// <returns>Whether to go on; false fails the connection.</returns>
public delegate bool VerifyPeerCallback(VerifyPeerContext context);
