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

    /** Is told what is there. */
    interface Visitor {
        void visitTorrent(Path file, BasicFileAttributes attributes);

        /** A folder, or what is below it, can't be read. */
        void visitUnreadable(Path path, IOException failure);
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

    private static final class Walker extends SimpleFileVisitor<Path> {
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
            // A link that points nowhere is no regular file.
            if (attributes.isRegularFile() && file.toString().endsWith(SUFFIX) && !isHidden(file)) {
                visitor.visitTorrent(file, attributes);
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path path, IOException failure) {
            boolean vanished = failure instanceof NoSuchFileException && !path.equals(root);
            // A link to a folder that it lies in: what is there is visited without it.
            if (!vanished && !(failure instanceof FileSystemLoopException) && !isHidden(path)) {
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
