// SPDX-License-Identifier: Apache-2.0
package dev.triad.hub.download;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/// What a [FakeHub] is about to answer. A test takes the honest one and twists it.
///
/// @param status HTTP's three digits
/// @param headers beside `Content-Length`
/// @param body what is sent
/// @param announced the `Content-Length`, or -1 for none (chunks)
/// @param cut after how many bytes of the body the connection is dropped, or -1
/// @param silence how long nothing happens at the cut
@SuppressWarnings("ArrayRecordComponent") // replies are sent, never compared
record Reply(int status, Map<String, String> headers, byte[] body, long announced, int cut, Duration silence) {
    static Reply of(int status, Map<String, String> headers, byte[] body) {
        return new Reply(status, headers, body, body.length, -1, Duration.ZERO);
    }

    static Reply of(int status, String... headers) {
        var map = new LinkedHashMap<String, String>();
        for (int i = 0; i < headers.length; i += 2) {
            map.put(headers[i], headers[i + 1]);
        }
        return of(status, map, "no".getBytes(StandardCharsets.UTF_8));
    }

    Reply with(String header, String value) {
        var more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new Reply(status, more, body, announced, cut, silence);
    }

    Reply with(byte[] otherBody) {
        return of(status, headers, otherBody);
    }

    Reply announcing(long length) {
        return new Reply(status, headers, body, length, cut, silence);
    }

    Reply cutAfter(int bytes) {
        return new Reply(status, headers, body, announced, bytes, silence);
    }

    Reply silentAt(int bytes, Duration time) {
        return new Reply(status, headers, body, announced, bytes, time);
    }
}
