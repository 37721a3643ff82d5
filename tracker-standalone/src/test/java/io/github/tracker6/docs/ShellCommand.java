package io.github.tracker6.docs;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A command in a block of shell on a page.
 *
 * @param line the number of its first line within the block, counted from 0
 * @param words without their quotes
 */
record ShellCommand(int line, List<String> words) {
    private static final Pattern WORD = Pattern.compile("(?:[^\\s'\"#]|'[^']*'|\"[^\"]*\"|(?<=\\S)#)+|#.*");
    private static final Pattern ASSIGNMENT = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*=.*");

    ShellCommand {
        words = List.copyOf(words);
    }

    /** Returns the commands of a block; a line that ends in a backslash goes on in the next one. */
    static List<ShellCommand> of(Page.Block block) {
        List<ShellCommand> commands = new ArrayList<>();
        List<String> words = new ArrayList<>();
        int first = 0;
        for (int i = 0; i < block.lines().size(); i++) {
            String line = block.lines().get(i);
            boolean more = line.endsWith("\\");
            Matcher word = WORD.matcher(more ? line.substring(0, line.length() - 1) : line);
            while (word.find() && !word.group().startsWith("#")) {
                if (word.group().matches("&&|\\|\\||[|&]")) {
                    add(commands, first, words);
                    first = i;
                } else {
                    words.add(word.group().replaceAll("['\"]", ""));
                }
            }
            if (!more) {
                add(commands, first, words);
                first = i + 1;
            }
        }
        add(commands, first, words);
        return commands;
    }

    private static void add(List<ShellCommand> commands, int line, List<String> words) {
        while (!words.isEmpty() && ASSIGNMENT.matcher(words.get(0)).matches()) {
            words.remove(0); // the environment of the command
        }
        if (!words.isEmpty()) {
            commands.add(new ShellCommand(line, words));
        }
        words.clear();
    }

    /** Returns the options behind a word, without their values: {@code --rate} of {@code --rate=5}. */
    List<String> optionsBehind(int word) {
        return words.subList(word + 1, words.size()).stream()
                .filter(each -> each.startsWith("--"))
                .map(each -> each.replaceFirst("=.*", ""))
                .toList();
    }
}
