namespace Candor.Hosting.Blobs;

/// <summary>Most bytes that a blob store keeps, each blob with its header and hashes, and of what is uploaded as much as has
/// come: who only announces takes no room from others.</summary>
/// <param name="Total">Of all markets.</param>
/// <param name="Market">Of one market.</param>
/// <param name="Owner">Of one owner in one market.</param>
internal sealed record BlobLimits(long Total = 1L << 36, long Market = 1L << 34, long Owner = 1L << 28);

/// <summary>What an upload may have of a blob store.</summary>
/// <param name="MostOthers">How many other blobs of its kind its owner may have in its market, in part or whole.</param>
/// <param name="Times">How many times the limits of owner and market it is held to: one for each epoch, so that what earlier
/// epochs have left, and is kept, takes no room from this one.</param>
internal sealed record BlobShare(int MostOthers = int.MaxValue, int Times = 1);

/// <summary>Who holds how much of a blob store. Its owner locks.</summary>
/// <param name="limits">The most.</param>
internal sealed class BlobLedger(BlobLimits limits)
{
    private readonly Dictionary<string, Account> _markets = new(StringComparer.Ordinal);
    private long _total;

    /// <summary>Takes room for a blob that may not have it yet, as much as it takes while nothing of it has come.</summary>
    /// <param name="name">The blob.</param>
    /// <param name="owner">Whose room.</param>
    /// <param name="bytes">Of its whole file, for which there has to be room now, and which is taken as it comes.</param>
    /// <param name="share">What it may have.</param>
    /// <returns>Whether it was taken now; false where the blob has room already.</returns>
    /// <exception cref="BlobStoreException">There is not enough: <see cref="BlobFault.OverBudget"/>; or its owner has as many of
    /// its kind as it may: <see cref="BlobFault.TooMany"/>.</exception>
    internal bool Take(BlobName name, string owner, long bytes, BlobShare share)
    {
        Account? account = _markets.GetValueOrDefault(name.Market);
        if (account is not null && account.Files.ContainsKey(name.FileName))
        {
            return false;
        }

        int others = account?.Counts.GetValueOrDefault((owner, name.Kind)) ?? 0;
        if (others > share.MostOthers)
        {
            throw BlobStoreException.OfNumbers(
                BlobFault.TooMany,
                others,
                share.MostOthers,
                $"{others} other uploads of {name.Kind} of this participant are here; expected at most {share.MostOthers}.");
        }

        Require(name, owner, bytes, share);
        Enter(name, owner, BlobSeal.FileBytesFor(0));
        return true;
    }

    /// <summary>Takes the room of what comes next of a blob.</summary>
    /// <param name="name">The blob, which has room.</param>
    /// <param name="owner">Whose room.</param>
    /// <param name="bytes">Of its file, with what comes.</param>
    /// <param name="share">What it may have.</param>
    /// <exception cref="BlobStoreException">There is not enough: <see cref="BlobFault.OverBudget"/>.</exception>
    internal void Grow(BlobName name, string owner, long bytes, BlobShare share)
    {
        long held = _markets.GetValueOrDefault(name.Market)?.Files.GetValueOrDefault(name.FileName).Bytes ?? 0;
        if (bytes > held)
        {
            Require(name, owner, bytes - held, share);
            Enter(name, owner, bytes);
        }
    }

    /// <summary>Writes down what is there, whatever the limits say.</summary>
    /// <param name="name">The blob.</param>
    /// <param name="owner">Whose room it takes.</param>
    /// <param name="bytes">How much.</param>
    internal void Enter(BlobName name, string owner, long bytes)
    {
        Release(name);
        if (!_markets.TryGetValue(name.Market, out Account? account))
        {
            _markets[name.Market] = account = new Account();
        }

        account.Files[name.FileName] = (owner, bytes);
        account.Counts[(owner, name.Kind)] = account.Counts.GetValueOrDefault((owner, name.Kind)) + 1;
        account.Owners[owner] = account.Owners.GetValueOrDefault(owner) + bytes;
        account.Bytes += bytes;
        _total += bytes;
    }

    /// <summary>Gives a blob's room back.</summary>
    /// <param name="name">The blob.</param>
    internal void Release(BlobName name)
    {
        if (_markets.TryGetValue(name.Market, out Account? account)
            && account.Files.Remove(name.FileName, out (string Owner, long Bytes) held))
        {
            account.Owners[held.Owner] -= held.Bytes;
            account.Counts[(held.Owner, name.Kind)]--;
            account.Bytes -= held.Bytes;
            _total -= held.Bytes;
            if (account.Files.Count == 0)
            {
                _markets.Remove(name.Market);
            }
        }
    }

    /// <summary>Gives a market's room back.</summary>
    /// <param name="market">The market's id.</param>
    internal void ReleaseMarket(string market)
    {
        if (_markets.Remove(market, out Account? account))
        {
            _total -= account.Bytes;
        }
    }

    private void Require(BlobName name, string owner, long more, BlobShare share)
    {
        Account? account = _markets.GetValueOrDefault(name.Market);
        RequireRoom(account?.Owners.GetValueOrDefault(owner) ?? 0, Times(limits.Owner), $"'{owner}' in market '{name.Market}'");
        RequireRoom(account?.Bytes ?? 0, Times(limits.Market), $"the market '{name.Market}'");
        RequireRoom(_total, limits.Total, "this server");

        long Times(long limit) => limit > long.MaxValue / share.Times ? long.MaxValue : limit * share.Times;

        void RequireRoom(long held, long limit, string whose)
        {
            // Subtracted, since a sum of announced bytes could leave 64 bits; what is held may be above a new limit.
            if (more > limit - held)
            {
                throw BlobStoreException.OfNumbers(
                    BlobFault.OverBudget,
                    more,
                    Math.Max(0, limit - held),
                    $"The blob '{name.FileName}' takes {more} bytes, and {whose} holds {held} of at most {limit}.");
            }
        }
    }

    private sealed class Account
    {
        internal Dictionary<(string Owner, string Kind), int> Counts { get; } = [];


        internal Dictionary<string, (string Owner, long Bytes)> Files { get; } = new(StringComparer.Ordinal);

        internal Dictionary<string, long> Owners { get; } = new(StringComparer.Ordinal);

        internal long Bytes { get; set; }
    }
}
