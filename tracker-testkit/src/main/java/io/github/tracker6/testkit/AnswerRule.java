package io.github.tracker6.testkit;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.Endpoint;
import io.github.tracker6.FamilyPolicy;
import io.github.tracker6.PeerRole;
import io.github.tracker6.store.PeerUpdate;
import io.github.tracker6.testkit.AnswerShare.Tier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
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
     * A stalled, linked requester gets dual-stack hosts until its IPv4 list holds this many. A new downloader gets single
     * hosts first where this many of them seed.
     */
    private static final int ENOUGH = 8;

    private final AddressFamily family;
    private final int numWant;
    private final FamilyPolicy policy;
    private final boolean linked;
    private final boolean bothFamilies;
    private final boolean claims;
    private final boolean stalled;
    private final boolean unheard;
    private final boolean newcomer;
    private final boolean lacksMetadata;
    private final List<Candidate> own;
    private final List<Candidate> other;

    /**
     * Makes the rule for one announce.
     *
     * @param linked whether the requester is known over both families
     * @param unheard whether the requester has a tag, and neither its endpoint nor another of the announce's family with
     *     that tag was known before
     * @param singleSeeders how many seeders are known by the announce's family alone
     * @param own the candidates of the announce's family
     * @param other the candidates of the other family
     */
    AnswerRule(
            PeerUpdate update,
            boolean linked,
            boolean unheard,
            int singleSeeders,
            List<Candidate> own,
            List<Candidate> other) {
        this.family = update.family();
        this.numWant = update.stopped() ? 0 : update.numWant();
        this.policy = update.policy();
        this.bothFamilies = update.bothFamilies();
        this.claims = update.bothFamilies() && update.claimsOtherFamily();
        this.linked = linked && !claims;
        this.lacksMetadata = update.role() == PeerRole.SEEDER && update.mayLackMetadata();
        boolean needsSeeders = update.role() == PeerRole.DOWNLOADER || lacksMetadata;
        boolean seedersSuffice = !needsSeeders || singleSeeders >= Math.min(ENOUGH, numWant);
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
        if (isIpv6FirstOverIpv4()) {
            if (linked) {
                return singlesFilledUpTo(stalled ? Math.min(ENOUGH, numWant) : 0);
            }
            if (claims) {
                return share(own, Candidate::isSingle, numWant);
            }
            if (newcomer) {
                return singlesFilledUpTo(numWant);
            }
        }
        return share(own, candidate -> true, numWant);
    }

    private AnswerShare singlesFilledUpTo(int peers) {
        List<Tier> tiers =
                new ArrayList<>(share(own, Candidate::isSingle, numWant).tiers());
        tiers.addAll(share(own, candidate -> !candidate.isSingle(), peers).tiers());
        return new AnswerShare(tiers);
    }

    private AnswerShare other(Collection<Endpoint> told) {
        if (numWant == 0 || policy == FamilyPolicy.SAME_FAMILY || !bothFamilies || linked) {
            return AnswerShare.NOTHING;
        }
        int allowance = Math.max(numWant - told.size(), (numWant + 3) / 4);
        if (!isIpv6FirstOverIpv4()) {
            return share(other, Candidate::isSingle, allowance);
        }
        if (claims) {
            return share(other, candidate -> true, numWant);
        }
        Set<Endpoint> toldSet = new HashSet<>(told);
        return share(other, candidate -> candidate.isSingle() || !toldSet.contains(candidate.partner()), allowance);
    }

    private boolean isProvisional(Collection<Endpoint> told) {
        Set<Endpoint> toldSet = new HashSet<>(told);
        return isIpv6FirstOverIpv4()
                && unheard
                && !linked
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
