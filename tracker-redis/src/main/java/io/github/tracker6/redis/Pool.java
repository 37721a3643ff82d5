package io.github.tracker6.redis;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Hosts of one kind that may be in an answer, as far as they were fetched. Not thread-safe. */
final class Pool {
    private static final ByteBuffer[] NO_DATA = {};
    private static final int[] NO_NUMBERS = {};
    private static final int FEWEST = 32;

    // Most pools stay empty.
    private ByteBuffer[] data = NO_DATA;
    private int[] places = NO_NUMBERS;
    private int[] classes = NO_NUMBERS;
    private int size;
    private int taken;
    private int population;

    void add(ByteBuffer records, int at, int classNumber) {
        if (size == places.length) {
            int room = Math.max(FEWEST, 2 * size);
            data = Arrays.copyOf(data, room);
            places = Arrays.copyOf(places, room);
            classes = Arrays.copyOf(classes, room);
        }
        data[size] = records;
        places[size] = at;
        classes[size] = classNumber;
        size++;
        population = Math.max(population, size);
    }

    /** Says how many there are in the swarm, whether fetched or not. */
    void population(int hosts) {
        population = Math.max(size, hosts);
    }

    /** Returns how many are not taken yet, whether fetched or not. */
    int left() {
        return population - taken;
    }

    int taken() {
        return taken;
    }

    boolean isExhausted() {
        return taken == size;
    }

    /** Gives up on those that were not fetched. */
    void forgetUnfetched() {
        population = size;
    }

    /** Takes the host at a place from 0 to what {@link #fetchedLeft} says; returns its number. */
    int take(int pick) {
        int chosen = taken + pick;
        swap(chosen, taken);
        return taken++;
    }

    int fetchedLeft() {
        return size - taken;
    }

    ByteBuffer data(int number) {
        return data[number];
    }

    int place(int number) {
        return places[number];
    }

    int classNumber(int number) {
        return classes[number];
    }

    private void swap(int a, int b) {
        ByteBuffer buffer = data[a];
        data[a] = data[b];
        data[b] = buffer;
        int place = places[a];
        places[a] = places[b];
        places[b] = place;
        int classNumber = classes[a];
        classes[a] = classes[b];
        classes[b] = classNumber;
    }
}
