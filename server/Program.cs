return await Candor.Server.CandorServer.RunAsync(args, CancellationToken.None).ConfigureAwait(false);
