package io.github.tracker6.store.memory;

import org.junit.jupiter.api.Test;

/** As {@link StoreRacesTest}, in orders of steps that Lincheck chooses. */
class StoreStepsIT {
    @Test
    void fewSwarmsAnswerAsInSomeOrder() {
        Races.chooseOrders(StoreRacesTest.FewSwarms.class, StoreRacesTest.PlainFewSwarms.class);
    }

    @Test
    void largeSwarmsAnswerAsInSomeOrder() {
        Races.chooseOrders(StoreRacesTest.LargeSwarms.class, StoreRacesTest.PlainLargeSwarms.class);
    }

    @Test
    void expiredHostsAnswerAsInSomeOrder() {
        Races.chooseOrders(StoreRacesTest.ExpiredHosts.class, StoreRacesTest.PlainExpiredHosts.class);
    }

    @Test
    void littleRoomAnswersAsInSomeOrder() {
        Races.chooseOrders(StoreRacesTest.LittleRoom.class, StoreRacesTest.PlainLittleRoom.class);
    }
}
