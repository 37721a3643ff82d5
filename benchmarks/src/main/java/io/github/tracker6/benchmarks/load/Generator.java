package io.github.tracker6.benchmarks.load;

import io.github.tracker6.benchmarks.support.SplitMix64;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** One thread of load: fills the swarms, then sends announces for a time, and verifies each answer. */
final class Generator implements AutoCloseable, Transport.Answers {
    private static final long MAX_FILL_NANOS = TimeUnit.MINUTES.toNanos(2);
    private static final long LONGEST_WAIT_MILLIS = 50;
    /** The most announces that are sent before answers are read. */
    private static final int MAX_BURST = 32;

    /** Which peers announce. */
    private enum Mode {
        /** Those that have never joined. */
        FILL,
        /** Random ones. */
        LOAD,
        /** Those whose state is unknown. */
        SETTLE
    }

    /** What another thread asks for between two announces. */
    private interface Request {
        void run() throws IOException;
    }

    private final LoadPlan plan;
    private final Homes homes;
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
    private final Queue<Request> requests = new ConcurrentLinkedQueue<>();
    private volatile boolean ends;
    private Mode mode = Mode.LOAD;
    private int socket;
    private boolean measuring;
    private long measureFrom;

    Generator(LoadPlan plan, Sources sources, int number) throws IOException {
        this.plan = plan;
        this.sources = sources;
        timeoutNanos = plan.timeout().toNanos();
        population = new Population(plan, sources, number);
        homes = new Homes(plan, sources.sockets());
        states = new PeerStates(population, homes);
        random = new SplittableRandom(SplitMix64.at(plan.seed(), number));
        verifier = new Verifier(plan, population, states, inFlight, sources.ipv4());
        workload = new Workload(plan, population, states, sources.sockets(), random);
        transport = plan.target().udp()
                ? new UdpTransport(plan, sources, homes, population, inFlight, this)
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
        measuring = true;
        measureFrom = System.nanoTime();
        runAll(Mode.FILL);
        measuring = false;
        if (!workload.isFilled()) {
            throw new IOException("filling the swarms took more than 2 minutes");
        }
    }

    /** Lets each peer of unknown state announce once. */
    void settle() throws IOException {
        workload.requestSettling();
        runAll(Mode.SETTLE);
    }

    private void runAll(Mode all) throws IOException {
        mode = all;
        run(new Pacer.Closed(Math.max(1, plan.inFlight() / plan.threads())), System.nanoTime() + MAX_FILL_NANOS);
        mode = Mode.LOAD;
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
        long over = run(pacer, end);
        measuring = false;
        while (openLoop && pacer.isDue(over, 0)) {
            pacer.take(over);
            tally.unsent++;
        }
    }

    /** Ends the load, or lets it run. Any thread may call this. */
    void end(boolean now) {
        ends = now;
    }

    /**
     * Reports that a tracker was killed: its peers announce to the next one from now on. What it has not answered is no
     * loss. Any thread may call this.
     *
     * @param sinceNanos the others may lack the completions that it has answered since then
     */
    void requestLeaving(int tracker, long sinceNanos) {
        requests.add(() -> {
            states.noteCrash(tracker, sinceNanos);
            for (long sequence = inFlight.oldest(); sequence < inFlight.next(); sequence++) {
                if (inFlight.state(sequence) == InFlight.State.PENDING
                        && homes.of(population.socketOf(inFlight.peer(sequence))) == tracker) {
                    inFlight.settle(sequence, InFlight.State.LOST);
                    states.noteLoss(inFlight.peer(sequence));
                    tally.cutOff++;
                }
            }
            for (int each = 0; each < sources.sockets(); each++) {
                if (homes.of(each) == tracker) {
                    move(each, (tracker + 1) % homes.count());
                }
            }
        });
    }

    /** Lets the peers of a tracker announce to it again. Nothing may be in flight. */
    void comeBack(int tracker) throws IOException {
        for (int each = 0; each < sources.sockets(); each++) {
            if (homes.usual(each) == tracker) {
                move(each, tracker);
            }
        }
    }

    private void move(int fromSocket, int tracker) throws IOException {
        for (int peer = fromSocket; peer < population.peers(); peer += sources.sockets()) {
            states.noteMove(peer);
        }
        homes.move(fromSocket, tracker);
        transport.reconnect(fromSocket);
    }

    /** Scrapes all swarms and compares the counts. Nothing may be in flight. */
    void scrape() {
        scrape(tally);
    }

    /** Scrapes all swarms at each tracker and adds the differences to a tally. Nothing may be in flight. */
    List<ScrapeCheck> scrape(Tally differences) {
        List<ScrapeCheck> checks = new ArrayList<>();
        for (Target target : plan.targets()) {
            ScrapeCheck check = new ScrapeCheck(plan, target, sources, population, states, differences);
            check.run();
            checks.add(check);
        }
        return checks;
    }

    long sureDownloads() {
        return IntStream.range(0, population.swarms())
                .mapToLong(states::sureDownloads)
                .sum();
    }

    long unsureDownloads() {
        return IntStream.range(0, population.swarms())
                .mapToLong(states::unsureDownloads)
                .sum();
    }

    /** Runs until a time, and returns when no announce was sent any more. */
    private long run(Pacer pacer, long end) throws IOException {
        long overSince = 0;
        while (true) {
            Request request = requests.poll();
            if (request != null) {
                request.run();
            }
            long now = System.nanoTime();
            boolean over = overSince != 0 || ends || now - end >= 0 || hasChosenAll();
            boolean sentAll = true;
            if (!over) {
                sentAll = sendDue(pacer, now);
            } else if (inFlight.pending() == 0) {
                return overSince == 0 ? now : overSince;
            } else if (overSince == 0) {
                overSince = now;
            }
            transport.poll(waitMillis(pacer, now, over, sentAll));
            expire(System.nanoTime());
        }
    }

    private boolean hasChosenAll() {
        return switch (mode) {
            case FILL -> workload.isFilled();
            case SETTLE -> workload.isSettled();
            case LOAD -> false;
        };
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
            int peer = nextPeer();
            if (peer >= 0) {
                return send(pacer, now, peer);
            }
        }
        return false;
    }

    private int nextPeer() {
        return switch (mode) {
            case FILL -> workload.nextToFill(socket);
            case SETTLE -> workload.nextToSettle(socket);
            case LOAD -> workload.next(socket);
        };
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
        while (!transport.send(socket, sequence, peer, event, states.isSeeder(peer))) {
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
