package io.github.tracker6.store.memory;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Calls of the memory store that come at the same time answer as if they had come one after the other: as {@link
 * io.github.tracker6.store.plain.PlainSwarmStore} answers, of which one thread makes use. Each test begins where a few calls
 * change how the store keeps a swarm, see {@link RacingStore.Begin}.
 */
@Tag("long")
class StoreRacesIT {
    public static final class FewSwarms extends RacingStore {
        public FewSwarms() {
            super(Begin.FEW_SWARMS, false);
        }
    }

    public static final class PlainFewSwarms extends RacingStore {
        public PlainFewSwarms() {
            super(Begin.FEW_SWARMS, true);
        }
    }

    public static final class ManySwarms extends RacingStore {
        public ManySwarms() {
            super(Begin.MANY_SWARMS, false);
        }
    }

    public static final class PlainManySwarms extends RacingStore {
        public PlainManySwarms() {
            super(Begin.MANY_SWARMS, true);
        }
    }

    public static final class LargeSwarms extends RacingStore {
        public LargeSwarms() {
            super(Begin.LARGE_SWARMS, false);
        }
    }

    public static final class PlainLargeSwarms extends RacingStore {
        public PlainLargeSwarms() {
            super(Begin.LARGE_SWARMS, true);
        }
    }

    public static final class ExpiredHosts extends RacingStore {
        public ExpiredHosts() {
            super(Begin.EXPIRED_HOSTS, false);
        }
    }

    public static final class PlainExpiredHosts extends RacingStore {
        public PlainExpiredHosts() {
            super(Begin.EXPIRED_HOSTS, true);
        }
    }

    public static final class LittleRoom extends RacingStore {
        public LittleRoom() {
            super(Begin.LITTLE_ROOM, false);
        }
    }

    public static final class PlainLittleRoom extends RacingStore {
        public PlainLittleRoom() {
            super(Begin.LITTLE_ROOM, true);
        }
    }

    @Test
    void fewSwarmsAnswerAsInSomeOrder() {
        Races.leaveOrders(FewSwarms.class, PlainFewSwarms.class);
    }

    @Test
    void manySwarmsAnswerAsInSomeOrder() {
        Races.leaveOrders(ManySwarms.class, PlainManySwarms.class);
    }

    @Test
    void largeSwarmsAnswerAsInSomeOrder() {
        Races.leaveOrders(LargeSwarms.class, PlainLargeSwarms.class);
    }

    @Test
    void expiredHostsAnswerAsInSomeOrder() {
        Races.leaveOrders(ExpiredHosts.class, PlainExpiredHosts.class);
    }

    @Test
    void littleRoomAnswersAsInSomeOrder() {
        Races.leaveOrders(LittleRoom.class, PlainLittleRoom.class);
    }
}
