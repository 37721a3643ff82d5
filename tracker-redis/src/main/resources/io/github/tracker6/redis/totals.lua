-- The totals of all swarms of a hash tag. Stands in front of the scripts, behind the settings.
--
-- They are kept by the window of ticks in which a swarm was last touched, so that those of a swarm whose key expired lapse
-- with its window: in the field of a window's number modulo 16, the number and the figures (4 bytes each).
-- Ticks have 32 bits. The key is `shared`.
local WINDOWS = 4294967296 / WINDOW

-- The field of a window, and what it holds with something added.
local function added(window, stored, swarms, ipv4, ipv6, both)
  local of, a, b, c, d = window, 0, 0, 0, 0
  if stored then
    of, a, b, c, d = struct.unpack('>I4i4i4i4i4', stored)
    local ahead = (of - window) % WINDOWS
    if ahead >= WINDOWS / 2 then
      -- An old one; numbers of windows start over after some years.
      a, b, c, d = 0, 0, 0, 0
    elseif ahead > 0 then
      return string.char(window % 16), stored
    end
  end
  return string.char(window % 16), struct.pack('>I4i4i4i4i4', window, a + swarms, b + ipv4, c + ipv6, d + both)
end

local function addTotals(shared, window, swarms, ipv4, ipv6, both)
  local stored = redis.call('HGET', shared, string.char(window % 16))
  redis.call('HSET', shared, added(window, stored, swarms, ipv4, ipv6, both))
end

-- A swarm that was touched in one window is touched in another.
local function moveTotals(shared, before, was4, was6, wasBoth, window, is4, is6, isBoth)
  if (before - window) % 16 == 0 then
    -- So long ago that it lapsed.
    return addTotals(shared, window, 1, is4, is6, isBoth)
  end
  local stored = redis.call('HMGET', shared, string.char(before % 16), string.char(window % 16))
  local field, left = added(before, stored[1], -1, -was4, -was6, -wasBoth)
  redis.call('HSET', shared, field, left, added(window, stored[2], 1, is4, is6, isBoth))
end

