-- Forgets a snapshot. KEYS: head, chunks. ARGV: its id.
if redis.call('HGET', KEYS[1], 'id') == ARGV[1] then
  redis.call('HDEL', KEYS[1], 'id', 'position', 'chunks', 'bytes', 'taken')
end
each_chunk(KEYS[2], ARGV[1], 'UNLINK')
return 1
