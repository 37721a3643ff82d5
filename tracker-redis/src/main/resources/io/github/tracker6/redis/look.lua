-- Replies the state of the log. KEYS: log, head, settings. ARGV: the position that the node read last.
local time = redis.call('TIME')
local head = redis.call('HMGET', KEYS[2], 'born', 'id', 'position', 'chunks', 'bytes', 'taken')
local last, held = false, false
if redis.call('EXISTS', KEYS[1]) == 1 then
  local info = redis.call('XINFO', 'STREAM', KEYS[1])
  for i = 1, #info, 2 do
    if info[i] == 'last-generated-id' then
      last = info[i + 1]
    end
  end
  held = ARGV[1] == '0-0' or #redis.call('XRANGE', KEYS[1], ARGV[1], ARGV[1]) == 1
end
return {time[1], time[2], redis.call('GET', KEYS[3]), last, held and 1 or 0, head}
