package io.backflow.jobs.protocol;

import java.util.List;

/**
 * The part of a published version that decides whether a reader accepts it.
 *
 * @param id which version of which server
 * @param edition counts what this server has published; grows even where the version does not, as when a round closes
 *     in which no worker trained
 * @param answered the requests that this publication answers
 */
public record Announcement(VersionId id, long edition, List<Join> answered) {

    public Announcement {
        answered = List.copyOf(answered);
    }
}
