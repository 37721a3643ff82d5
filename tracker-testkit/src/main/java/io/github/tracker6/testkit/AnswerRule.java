package io.github.tracker6.testkit;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.Endpoint;
import io.github.tracker6.FamilyPolicy;
import io.github.tracker6.PeerRole;
import io.github.tracker6.Reachability;
import io.github.tracker6.store.PeerUpdate;
import io.github.tracker6.testkit.AnswerShare.Tier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which peers an answer may hold, by the family policy. What the second family's list may hold depends on the first
 * family's list.
 */
final class AnswerRule {
    /**
     * A stalled, linked requester gets open hosts until its IPv4 list holds this many. A new downloader gets single and
     * closed hosts first where this many of them seed.
     */
    private static final int ENOUGH = 8;

    /** A requester with both families that is not known to be closed gets closed hosts until it has this many peers. */
    private static final int ENOUGH_TO_TRY = 14;

    private final AddressFamily family;
    private final int numWant;
    private final FamilyPolicy policy;
    private final boolean linked;
    private final boolean bothFamilies;
    private final boolean claims;
    private final boolean closed;
    private final boolean unprobed;
    private final boolean stalled;
    private final boolean unheard;
    private final boolean newcomer;
    private final boolean lacksMetadata;

    /** How many of the IPv4 endpoints belong to closed hosts, whatever their role. */
    private final int closedHosts;

    /** How many useful dual-stack hosts there are beside the requester. */
    private final int otherDualStackHosts;

    /** How many useful hosts other hosts can meet over IPv6, the requester included. */
    private final int overIpv6;

    private final List<Candidate> own;
    private final List<Candidate> other;

    /**
     * Makes the rule for one announce.
     *
     * @param host the requester
     * @param unheard whether the requester has a tag, and neither its endpoint nor another of the announce's family with
     *     that tag was known before
     * @param swarm the swarm after the announce
     * @param own the candidates of the announce's family
     * @param other the candidates of the other family
     */
    AnswerRule(
            PeerUpdate update,
            ModelHost host,
            boolean unheard,
            ModelSwarm swarm,
            List<Candidate> own,
            List<Candidate> other) {
        this.family = update.family();
        this.numWant = update.stopped() ? 0 : update.numWant();
        this.policy = update.policy();
        this.bothFamilies = update.bothFamilies();
        this.claims = update.bothFamilies() && update.claimsOtherFamily();
        this.linked = host.isDualStack() && !claims;
        this.closed = host.isClosed();
        boolean listed = Objects.equals(host.endpoint(update.family()), update.endpoint());
        this.unprobed = listed && host.reachability() == Reachability.UNKNOWN;
        this.lacksMetadata = update.role() == PeerRole.SEEDER && update.mayLackMetadata();
        boolean needsUploaders = update.role() == PeerRole.DOWNLOADER || lacksMetadata;
        int seeders = swarm.count(member -> member.role == PeerRole.SEEDER
                && member.endpoint(update.family()) != null
                && (!member.isDualStack() || member.isClosed()));
        boolean seedersSuffice = !needsUploaders || seeders >= Math.min(ENOUGH, numWant);
        this.closedHosts = swarm.count(ModelHost::isClosed);
        this.overIpv6 = swarm.count(member -> member.endpoint(AddressFamily.IPV6) != null
                && !member.isClosed()
                && (needsUploaders || member.role == PeerRole.DOWNLOADER));
        int itself = needsUploaders || update.role() == PeerRole.DOWNLOADER ? 1 : 0;
        this.otherDualStackHosts =
                swarm.count(member -> member.isDualStack() && (needsUploaders || member.role == PeerRole.DOWNLOADER))
                        - itself;
        this.stalled = update.stalled();
        this.unheard = unheard;
        this.newcomer = unheard && seedersSuffice;
        this.own = own;
        this.other = other;
    }

    /** Fills in peers as the rule wants them. */
    void draw(Random random, AnnounceResponse response) {
        List<Endpoint> drawn = own().draw(random);
        drawn.forEach(response.peers(family)::add);
        response.provisional(isProvisional(drawn));
        other(drawn).draw(random).forEach(response.peers(family.other())::add);
    }

    /** Returns what is wrong with the peers of an answer, or null. */
    @Nullable
    String violation(AnnounceResponse response) {
        List<Endpoint> told = response.peers(family).toList();
        String ownViolation = own().violation(told);
        if (ownViolation != null) {
            return family + ": " + ownViolation;
        }
        if (response.provisional() != isProvisional(told)) {
            return "the answer is " + (response.provisional() ? "" : "not ") + "provisional";
        }
        String otherViolation =
                other(told).violation(response.peers(family.other()).toList());
        return otherViolation == null ? null : family.other() + ": " + otherViolation;
    }

    private AnswerShare own() {
        if (policy != FamilyPolicy.IPV6_FIRST) {
            return share(own, candidate -> true, numWant);
        }
        if (family == AddressFamily.IPV6) {
            return filledUp(
                    share(own, Candidate::isSingleOrOpen, numWant),
                    share(own, Candidate::closed, linked || bothFamilies ? 0 : numWant));
        }
        if (linked) {
            return ownOfLinkedOverIpv4();
        }
        if (claims) {
            return share(own, Candidate::isSingleOrClosed, numWant);
        }
        return newcomer
                ? filledUp(share(own, Candidate::isSingleOrClosed, numWant), share(own, Candidate::isOpen, numWant))
                : share(own, candidate -> true, numWant);
    }

    private AnswerShare ownOfLinkedOverIpv4() {
        if (stalled) {
            return filledUp(
                    share(own, Candidate::isSingleOrClosed, numWant),
                    share(own, Candidate::isOpen, Math.min(ENOUGH, numWant)));
        }
        if (closed) {
            int threeQuarters = (int) Math.ceil(numWant * 0.75 - 1e-9);
            return share(own, Candidate::isSingleOrClosed, Math.max(threeQuarters, numWant - overIpv6));
        }
        if (closedHosts == 0) {
            return share(own, Candidate::isSingle, numWant);
        }
        int threeFifths = (int) Math.ceil(numWant * 0.6 - 1e-9);
        int upTo = Math.max(threeFifths, numWant - overIpv6);
        return filledUp(
                share(own, Candidate::isSingle, upTo),
                share(own, Candidate::closed, Math.min(upTo, ENOUGH_TO_TRY - overIpv6)));
    }

    /** Returns the first share, and behind it what the second one allows beyond. */
    private static AnswerShare filledUp(AnswerShare first, AnswerShare second) {
        List<Tier> tiers = new ArrayList<>(first.tiers());
        tiers.addAll(second.tiers());
        return new AnswerShare(tiers);
    }

    private AnswerShare other(Collection<Endpoint> told) {
        if (numWant == 0 || policy == FamilyPolicy.SAME_FAMILY || !bothFamilies || linked) {
            return AnswerShare.NOTHING;
        }
        int allowance = Math.max(numWant - told.size(), (numWant + 3) / 4);
        if (policy != FamilyPolicy.IPV6_FIRST) {
            return share(other, Candidate::isSingle, allowance);
        }
        if (family == AddressFamily.IPV6) {
            int upTo = Math.min(allowance, ENOUGH_TO_TRY - told.size());
            return unheard
                    ? filledUp(share(other, Candidate::isSingle, allowance), share(other, Candidate::closed, upTo))
                    : share(other, Candidate::isSingleOrClosed, allowance);
        }
        if (claims) {
            return share(other, Candidate::isSingleOrOpen, numWant);
        }
        Set<Endpoint> toldSet = new HashSet<>(told);
        return share(
                other, candidate -> candidate.isSingleOrOpen() && !toldSet.contains(candidate.partner()), allowance);
    }

    private boolean isProvisional(Collection<Endpoint> told) {
        if (linked) {
            return isIpv6FirstOverIpv4() && unprobed && numWant > 0 && !stalled && otherDualStackHosts > 0;
        }
        Set<Endpoint> toldSet = new HashSet<>(told);
        return isIpv6FirstOverIpv4()
                && unheard
                && !claims
                && own.stream().anyMatch(candidate -> !candidate.isSingle() && toldSet.contains(candidate.endpoint()));
    }

    private boolean isIpv6FirstOverIpv4() {
        return policy == FamilyPolicy.IPV6_FIRST && family == AddressFamily.IPV4;
    }

    /** Returns a share of some candidates; a requester that lacks the metadata gets those that download first. */
    private AnswerShare share(List<Candidate> candidates, Predicate<Candidate> condition, int upTo) {
        if (!lacksMetadata) {
            return new AnswerShare(List.of(new Tier(endpoints(candidates, condition), upTo)));
        }
        return new AnswerShare(List.of(
                new Tier(endpoints(candidates, condition.and(Candidate::downloads)), upTo),
                new Tier(endpoints(candidates, condition.and(candidate -> !candidate.downloads())), upTo)));
    }

    private static List<Endpoint> endpoints(List<Candidate> candidates, Predicate<Candidate> condition) {
        return candidates.stream().filter(condition).map(Candidate::endpoint).toList();
    }
}
