package io.backflow.model.oracle;

/** A file asks for something that Backflow does not do; the message is the reason that is printed. */
final class Unsupported extends RuntimeException {

    Unsupported(String reason) {
        super(reason);
    }
}
