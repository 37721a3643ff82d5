package io.github.tracker6.store.memory;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** As {@link StoreRacesIT}, in orders of steps that Lincheck chooses. */
@Tag("longest")
class StoreStepsIT {
    @Test
    void fewSwarmsAnswerAsInSomeOrder() {
        Races.chooseOrders(StoreRacesIT.FewSwarms.class, StoreRacesIT.PlainFewSwarms.class);
    }

    @Test
    void largeSwarmsAnswerAsInSomeOrder() {
        Races.chooseOrders(StoreRacesIT.LargeSwarms.class, StoreRacesIT.PlainLargeSwarms.class);
    }

    @Test
    void expiredHostsAnswerAsInSomeOrder() {
        Races.chooseOrders(StoreRacesIT.ExpiredHosts.class, StoreRacesIT.PlainExpiredHosts.class);
    }

    @Test
    void littleRoomAnswersAsInSomeOrder() {
        Races.chooseOrders(StoreRacesIT.LittleRoom.class, StoreRacesIT.PlainLittleRoom.class);
    }
}
