/** Serves the page and what changes on it, to browsers on this machine only. */
@NullMarked
package io.backflow.dashboard.web;

import org.jspecify.annotations.NullMarked;
