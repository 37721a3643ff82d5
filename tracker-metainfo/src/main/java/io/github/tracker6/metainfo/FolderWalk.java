package io.github.tracker6.metainfo;

import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.EnumSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Goes over the torrent files in folders. Follows symbolic links; passes over names that begin with a dot, as {@code *} of a
 * shell does: among them are files that programs such as rsync have not finished.
 */
final class FolderWalk {
    private static final String SUFFIX = ".torrent";

    /** Linux follows as many links in a row. */
    private static final int MAX_LINKS = 40;

    /** Is told what is there. */
    interface Visitor {
        void visitTorrent(Path file, BasicFileAttributes attributes);

        /** A file, a folder, or what is below it, can't be read. */
        void visitUnreadable(Path path, IOException failure);

        /** A symbolic link points to nothing: a file that was removed, or a folder that is not mounted. */
        void visitDangling(Path link, NoSuchFileException failure);
    }

    private FolderWalk() {}

    /**
     * Looks at each file once, and reads none.
     *
     * @param folders absolute
     */
    static void walk(List<Path> folders, Visitor visitor) {
        for (Path folder : folders) {
            try {
                if (!Files.readAttributes(folder, BasicFileAttributes.class).isDirectory()) {
                    throw new NotDirectoryException(folder.toString());
                }
                Files.walkFileTree(
                        folder,
                        EnumSet.of(FileVisitOption.FOLLOW_LINKS),
                        Integer.MAX_VALUE,
                        new Walker(folder, visitor));
            } catch (IOException e) {
                visitor.visitUnreadable(folder, e);
            }
        }
    }

    private static boolean isHidden(Path path) {
        Path name = path.getFileName();
        return name != null && name.toString().startsWith(".");
    }

    /** Goes over one of the folders. */
    static final class Walker extends SimpleFileVisitor<Path> {
        private final Path root;
        private final Visitor visitor;

        Walker(Path root, Visitor visitor) {
            this.root = root;
            this.visitor = visitor;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            return isHidden(folder) && !folder.equals(root) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (isHidden(file)) {
                return FileVisitResult.CONTINUE;
            }
            if (attributes.isSymbolicLink()) {
                visitLink(file);
            } else if (attributes.isRegularFile() && file.toString().endsWith(SUFFIX)) {
                visitor.visitTorrent(file, attributes);
            }
            return FileVisitResult.CONTINUE;
        }

        /** The walk gives a link itself if it could not follow it. It does not say why. */
        private void visitLink(Path link) {
            try {
                // Without a failure, the target has just come: the next look visits it.
                BasicFileAttributes unused = Files.readAttributes(link, BasicFileAttributes.class);
            } catch (NoSuchFileException e) {
                visitor.visitDangling(link, e);
            } catch (IOException e) {
                if (!isLoop(link)) {
                    visitor.visitUnreadable(link, e);
                }
            }
        }

        /** Returns whether links point to each other in a circle, so that there is nothing behind them. */
        private static boolean isLoop(Path link) {
            Path at = link;
            for (int i = 0; i < MAX_LINKS; i++) {
                try {
                    at = at.resolveSibling(Files.readSymbolicLink(at)).normalize();
                } catch (IOException e) {
                    return false; // no link, or one that can't be read
                }
            }
            return true;
        }

        @Override
        public FileVisitResult visitFileFailed(Path path, IOException failure) {
            boolean isOfNoConcern = isHidden(path) || failure instanceof NoSuchFileException;
            // A link to a folder that it lies in: what is there is visited without it.
            boolean isLoop = failure instanceof FileSystemLoopException;
            if (path.equals(root) || !(isOfNoConcern || isLoop)) {
                visitor.visitUnreadable(path, failure);
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure) {
            if (failure != null) {
                visitor.visitUnreadable(folder, failure);
            }
            return FileVisitResult.CONTINUE;
        }
    }
}
