/** An application that is a module, with a tracker in it. */
module org.example.modular {
    requires io.github.tracker6.server;
}
