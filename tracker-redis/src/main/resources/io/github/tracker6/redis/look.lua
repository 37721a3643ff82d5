-- Replies the state of the log. KEYS: log, head, settings. ARGV: the position that the node read last.
local time = redis.call('TIME')
local head = redis.call('HMGET', KEYS[2], 'id', 'position', 'chunks', 'bytes', 'taken')
local last = false

local function holds(position)
  if not last or not position then
    return 0
  end
  return position == '0-0' and 1 or #redis.call('XRANGE', KEYS[1], position, position)
end

if redis.call('EXISTS', KEYS[1]) == 1 then
  local info = redis.call('XINFO', 'STREAM', KEYS[1])
  for i = 1, #info, 2 do
    if info[i] == 'last-generated-id' then
      last = info[i + 1]
    end
  end
end
return {time[1], time[2], redis.call('GET', KEYS[3]), last, holds(ARGV[1]), holds(head[2]), head}
