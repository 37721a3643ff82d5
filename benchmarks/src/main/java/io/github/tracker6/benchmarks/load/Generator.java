package io.github.tracker6.benchmarks.load;

import io.github.tracker6.benchmarks.support.SplitMix64;
import java.io.IOException;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/** One thread of load: fills the swarms, then sends announces for a time, and verifies each answer. */
final class Generator implements AutoCloseable, Transport.Answers {
    private static final long MAX_FILL_NANOS = TimeUnit.MINUTES.toNanos(2);
    private static final long LONGEST_WAIT_MILLIS = 50;
    /** The most announces that are sent before answers are read. */
    private static final int MAX_BURST = 32;

    private final LoadPlan plan;
    private final Population population;
    private final PeerStates states;
    private final InFlight inFlight = new InFlight();
    private final Verifier verifier;
    private final Workload workload;
    private final Transport transport;
    private final Sources sources;
    private final SplittableRandom random;
    private Tally tally = new Tally();
    private final double share;
    private final long timeoutNanos;
    private boolean filling;
    private int socket;
    private boolean measuring;
    private long measureFrom;

    Generator(LoadPlan plan, Sources sources, int number) throws IOException {
        this.plan = plan;
        this.sources = sources;
        timeoutNanos = plan.timeout().toNanos();
        population = new Population(plan, sources, number);
        states = new PeerStates(population);
        random = new SplittableRandom(SplitMix64.at(plan.seed(), number));
        verifier = new Verifier(plan, population, states, inFlight, sources.ipv4());
        workload = new Workload(plan, population, states, sources.sockets(), random);
        transport = plan.target().udp()
                ? new UdpTransport(plan, sources, population, inFlight, this)
                : new HttpTransport(plan, sources, population, this);
        share = (double) population.peers() / plan.peers();
    }

    void open() throws IOException {
        transport.open();
    }

    /** Returns the counts since the last call. */
    Tally takeTally() {
        Tally taken = tally;
        tally = new Tally();
        return taken;
    }

    /**
     * Lets peers join that have never joined, as fast as the answers arrive.
     *
     * @param peers the number over all generators; this generator's share joins, or fewer if fewer are left
     */
    void join(int peers) throws IOException {
        workload.requestJoins((int) Math.min(Integer.MAX_VALUE, (long) Math.ceil(peers * share)));
        filling = true;
        measuring = true;
        measureFrom = System.nanoTime();
        long end = System.nanoTime() + MAX_FILL_NANOS;
        run(new Pacer.Closed(Math.max(1, plan.inFlight() / plan.threads())), end);
        filling = false;
        measuring = false;
        if (!workload.isFilled()) {
            throw new IOException("filling the swarms took more than 2 minutes");
        }
    }

    /**
     * Puts load on the target: a warm-up, then the measured time.
     *
     * @param rate announces per second over all generators, or 0 for a closed loop
     */
    void measure(double rate, Duration warmup, Duration duration) throws IOException {
        long start = System.nanoTime();
        boolean openLoop = rate > 0;
        measuring = true;
        measureFrom = start + warmup.toNanos();
        long end = measureFrom + duration.toNanos();
        Pacer pacer = openLoop
                ? new Pacer.Open(rate * share, plan.poisson(), start, random)
                : new Pacer.Closed(Math.max(1, plan.inFlight() / plan.threads()));
        run(pacer, end);
        measuring = false;
        while (openLoop && pacer.isDue(end, 0)) {
            pacer.take(end);
            tally.unsent++;
        }
    }

    /** Scrapes all swarms and compares the counts. Nothing may be in flight. */
    void scrape() {
        new ScrapeCheck(plan, sources, population, states, tally).run();
    }

    private void run(Pacer pacer, long end) throws IOException {
        while (true) {
            long now = System.nanoTime();
            boolean over = now - end >= 0 || (filling && workload.isFilled());
            boolean sentAll = true;
            if (!over) {
                sentAll = sendDue(pacer, now);
            } else if (inFlight.pending() == 0) {
                return;
            }
            transport.poll(waitMillis(pacer, now, over, sentAll));
            expire(System.nanoTime());
        }
    }

    private long waitMillis(Pacer pacer, long now, boolean over, boolean sentAll) {
        if (over || !sentAll) {
            return 1;
        }
        return Math.min(LONGEST_WAIT_MILLIS, TimeUnit.NANOSECONDS.toMillis(pacer.waitNanos(now)));
    }

    /** Returns whether all due announces, or a whole burst of them, were sent. */
    private boolean sendDue(Pacer pacer, long now) throws IOException {
        for (int i = 0; i < MAX_BURST && pacer.isDue(now, inFlight.pending()); i++) {
            if (!sendOne(pacer, now)) {
                return false;
            }
        }
        return true;
    }

    private boolean sendOne(Pacer pacer, long now) throws IOException {
        if (!inFlight.hasRoom()) {
            return false;
        }
        for (int tries = sources.sockets(); tries > 0; tries--) {
            socket = socket + 1 == sources.sockets() ? 0 : socket + 1;
            if (!transport.isIdle(socket)) {
                continue;
            }
            int peer = filling ? workload.nextToFill(socket) : workload.next(socket);
            if (peer >= 0) {
                return send(pacer, now, peer);
            }
        }
        return false;
    }

    private boolean send(Pacer pacer, long now, int peer) throws IOException {
        Event event = workload.eventOf(peer);
        int swarm = population.swarmOf(peer);
        long sequence = inFlight.next();
        long intended = pacer.take(now);
        states.noteAnnounce(peer, event);
        inFlight.add(peer, event, intended, now, states.sureOthers(peer), states.leaves(swarm));
        tally.sent++;
        tally.maxBehindNanos = Math.max(tally.maxBehindNanos, now - intended);
        while (!transport.send(socket, sequence, peer, event)) {
            if (System.nanoTime() - now > timeoutNanos) {
                throw new IOException("the kernel has taken no datagram for " + plan.timeout());
            }
            transport.poll(1); // the kernel sends from its full buffer meanwhile
        }
        return true;
    }

    private void expire(long now) {
        long sequence;
        while ((sequence = inFlight.oldestBefore(now - timeoutNanos)) >= 0) {
            int peer = inFlight.peer(sequence);
            inFlight.settle(sequence, InFlight.State.LOST);
            states.noteLoss(peer);
            transport.abandon(population.socketOf(peer), sequence);
            tally.lost++;
        }
    }

    @Override
    public void onAnswer(long sequence, Answer answer) {
        if (!isPending(sequence)) {
            return;
        }
        Fault fault = verifier.faultOf(sequence, answer);
        if (fault != null && (fault.isFraming() || !plan.echo())) {
            tally.addFault(fault, describe(sequence, answer));
        }
        tally.peers += answer.peers();
        settle(sequence);
        states.noteAnswer(inFlight.peer(sequence), inFlight.next());
    }

    @Override
    public void onFault(long sequence, Fault fault, String detail) {
        if (isPending(sequence)) {
            tally.addFault(fault, detail);
            inFlight.settle(sequence, InFlight.State.ANSWERED);
            tally.received += fault == Fault.CLOSED ? 0 : 1;
            states.noteLoss(inFlight.peer(sequence));
        }
    }

    private boolean isPending(long sequence) {
        InFlight.State state = inFlight.state(sequence);
        if (state == InFlight.State.LOST) {
            tally.late++;
        } else if (state == InFlight.State.ANSWERED) {
            tally.addFault(Fault.TRANSACTION, "a second answer");
        }
        return state == InFlight.State.PENDING;
    }

    private void settle(long sequence) {
        inFlight.settle(sequence, InFlight.State.ANSWERED);
        tally.received++;
        long intended = inFlight.intendedNanos(sequence);
        if (measuring && intended - measureFrom >= 0) {
            tally.addLatency(System.nanoTime() - intended);
        }
    }

    private String describe(long sequence, Answer answer) {
        int peer = inFlight.peer(sequence);
        return answer.peers() + " peers, complete " + answer.seeders + ", incomplete " + answer.leechers + ", interval "
                + answer.intervalSeconds + " for peer " + peer + " of " + population.size(population.swarmOf(peer))
                + " in its swarm, " + inFlight.sureOthers(sequence) + " others known";
    }

    @Override
    public void onStray(Fault fault, String detail) {
        tally.addFault(fault, detail);
    }

    @Override
    public void onLoss() {
        tally.sent++;
        tally.lost++;
    }

    @Override
    public void close() {
        transport.close();
    }
}
