return await Candor.Platform.CandorServer.RunAsync(args, CancellationToken.None).ConfigureAwait(false);
