package io.github.tracker6.standalone;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;

/** What an operator may have meant by a word that is not known. Stateless. */
final class Suggestion {
    private Suggestion() {}

    /** Returns {@code "; did you mean …?"} with the known word that is nearest, or another text if none is near. */
    static String of(String word, Collection<String> known, String otherwise) {
        String given = plain(word);
        return known.stream()
                .filter(each -> isNear(given, plain(each)))
                .min(Comparator.<String>comparingInt(each -> slips(given, plain(each)))
                        .thenComparing(Comparator.naturalOrder()))
                .map(each -> "; did you mean " + each + "?")
                .orElse(otherwise);
    }

    /** As many slips as a third of the letters are near, and so is a word that is cut short or goes on. */
    private static boolean isNear(String given, String known) {
        boolean isCut =
                Math.min(given.length(), known.length()) > 2 && (known.startsWith(given) || given.startsWith(known));
        return isCut || slips(given, known) <= Math.max(1, Math.min(given.length(), known.length()) / 3);
    }

    /** Dashes in front, case, and what joins the parts of a name make no other word. */
    private static String plain(String word) {
        return word.replaceFirst("^-+", "").replaceAll("[_.]", "-").toLowerCase(Locale.ROOT);
    }

    /** Returns how many letters were left out, added, replaced, or swapped with the next one. */
    private static int slips(String a, String b) {
        int[][] distance = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    distance[i][j] = i + j;
                    continue;
                }
                int replaced = distance[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                int least = Math.min(replaced, Math.min(distance[i - 1][j], distance[i][j - 1]) + 1);
                boolean isSwap =
                        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
                distance[i][j] = isSwap ? Math.min(least, distance[i - 2][j - 2] + 1) : least;
            }
        }
        return distance[a.length()][b.length()];
    }
}
