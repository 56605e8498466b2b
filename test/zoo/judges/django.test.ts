/** Django's own tests of its live server, on what we host. */
import { describe, expect, test } from "vitest";
import { peersPython } from "../../peers.ts";
import { outcomesOf } from "./inside.ts";
import { sourcesOf } from "./sources.ts";

const cases = [
  "LiveServerAddress.test_live_server_url_is_class_property",
  "LiveServerDatabase.test_database_writes",
  "LiveServerDatabase.test_fixtures_loaded",
  "LiveServerInMemoryDatabaseLockTest.test_in_memory_database_lock",
  "LiveServerThreadedTests.test_check_model_instance_from_subview",
  "LiveServerThreadedTests.test_view_calls_subview",
  "LiveServerViews.test_404",
  "LiveServerViews.test_environ",
  "LiveServerViews.test_media_files",
  "LiveServerViews.test_no_collectstatic_emulation",
  "LiveServerViews.test_protocol",
  "LiveServerViews.test_static_files",
  "LiveServerViews.test_view",
];

/** What is so of Django's server alone, where the case says "our development server is rather simple", and the line that finds it otherwise. */
const otherwise = {
  // It closes a connection after a response without a length; ours is chunked (RFC 9112, 7.1).
  "LiveServerViews.test_closes_connection_without_content_length": "self.assertTrue(response.will_close)",
  // It keeps a connection that the client wants closed; RFC 9112, 9.6: the server MUST close it.
  "LiveServerViews.test_keep_alive_connection_clears_previous_request_data": "self.assertFalse(response.will_close)",
  "LiveServerViews.test_keep_alive_on_connection_with_content_length": "self.assertFalse(response.will_close)",
};

describe.skipIf(peersPython === undefined || sourcesOf("Django") === undefined)("Django's tests of its live server", () => {
  test("find in what we host what they find in it, but for how it ends connections", async () => {
    const outcomes = await outcomesOf("django_cases", peersPython!);
    expect(outcomes).toEqual({
      ...Object.fromEntries(cases.map((name) => [name, "ok"])),
      ...Object.fromEntries(Object.entries(otherwise).map(([name, line]) => [name, expect.stringContaining(line)])),
    });
  });
});
