// A knock at the server's door while nobody knows whether anybody is at home. What was acknowledged counts; a door that was
// shut means that nothing happened; an answer that was cut off means either.

export type Knock = { status: number; text: string } | 'shut' | 'cut off';

/** Sends once. */
export async function knock(send: () => Promise<Response>): Promise<Knock> {
  try {
    const answer = await send();
    return { status: answer.status, text: await answer.text() };
  } catch (error) {
    return refused(error) ? 'shut' : 'cut off';
  }
}

/** No connection came about, so nothing was asked. */
function refused(error: unknown): boolean {
  const cause = (error as { cause?: { code?: string } }).cause;
  return cause?.code === 'ECONNREFUSED';
}
