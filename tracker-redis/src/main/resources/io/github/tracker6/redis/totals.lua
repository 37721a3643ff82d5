-- Adds to the totals of a window. Stands in front of the scripts.
local function addTotals(window, swarms, ipv4, ipv6, both)
  local field = struct.pack('>I4', window)
  local stored = redis.call('HGET', KEYS[4], field)
  local a, b, c, d = 0, 0, 0, 0
  if stored then
    a, b, c, d = struct.unpack('>i4i4i4i4', stored)
  else
    -- A new window: those that lapsed go.
    for _, old in ipairs(redis.call('HKEYS', KEYS[4])) do
      -- Ticks start over after some years, and what is far ahead is old, too.
      if math.abs(window - struct.unpack('>I4', old)) > 16 then
        redis.call('HDEL', KEYS[4], old)
      end
    end
  end
  redis.call('HSET', KEYS[4], field, struct.pack('>i4i4i4i4', a + swarms, b + ipv4, c + ipv6, d + both))
  if not stored then
    redis.call('PEXPIRE', KEYS[4], 2 * struct.unpack('>I4', ARGV[2]))
  end
end
