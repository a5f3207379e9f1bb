// Tells systemd that a service has come up.
#pragma once

#include <string_view>

namespace bearing {

/// Sends `state` ("READY=1") to the socket that NOTIFY_SOCKET names, as sd_notify(3) has it. Does nothing
/// where nobody asks, and nothing about a socket that doesn't listen: the service is no worse for it.
void notify_systemd(std::string_view state);

}  // namespace bearing
