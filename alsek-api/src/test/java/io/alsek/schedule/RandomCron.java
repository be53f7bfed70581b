package io.alsek.schedule;

import java.util.Random;

/** Makes cron expressions of six fields, of all kinds that Spring and we understand alike. */
final class RandomCron {

    private final Random random;

    RandomCron(Random random) {
        this.random = random;
    }

    String next() {
        return field(0, 59) + " " + nextFromMinutes();
    }

    /** One that is not about seconds: the second is 0. */
    String nextOfMinutes() {
        return "0 " + nextFromMinutes();
    }

    private String nextFromMinutes() {
        return field(0, 59) + " " + field(0, 23) + " " + dayOfMonth() + " " + field(1, 12) + " " + dayOfWeek();
    }

    private String field(int least, int most) {
        int a = random.nextInt(least, most + 1);
        int b = random.nextInt(least, most + 1);
        String range = Math.min(a, b) + "-" + Math.max(a, b);
        int step = random.nextInt(1, most - least);
        return switch (random.nextInt(12)) {
            case 0, 1, 2, 3, 4 -> "*";
            case 5, 6, 7 -> Integer.toString(a);
            case 8 -> range;
            case 9 -> range + "/" + step;
            case 10 -> random.nextBoolean() ? "*/" + step : a + "/" + step;
            default -> a + "," + b + "," + random.nextInt(least, most + 1);
        };
    }

    private String dayOfMonth() {
        return switch (random.nextInt(12)) {
            case 0 -> "L";
            case 1 -> "L-" + random.nextInt(1, 28);
            case 2 -> random.nextInt(1, 28) + "W"; // for the 28th and later see the differences
            case 3 -> "LW";
            case 4 -> "?";
            case 5, 6 -> field(1, 31);
            default -> "*";
        };
    }

    private String dayOfWeek() {
        return switch (random.nextInt(12)) {
            case 0 -> random.nextInt(0, 8) + "L";
            case 1 -> random.nextInt(0, 8) + "#" + random.nextInt(1, 6);
            case 2 -> "?";
            case 3 -> "MON-FRI";
            case 4 -> Integer.toString(random.nextInt(0, 8));
            case 5 -> "SUN,WED";
            case 6 -> random.nextInt(0, 8) + "/" + random.nextInt(1, 7);
            default -> "*";
        };
    }
}
