// A request to a server that may be down. A response counts as acknowledged, a refused connection means that nothing
// happened, and a response that was cut off may mean either.

export type ProbeResult = { status: number; text: string } | 'shut' | 'cut off';

/** Sends the request once. */
export async function probe(send: () => Promise<Response>): Promise<ProbeResult> {
  try {
    const answer = await send();
    return { status: answer.status, text: await answer.text() };
  } catch (error) {
    return refused(error) ? 'shut' : 'cut off';
  }
}

/** Returns true if no connection was made, so that the request was never sent. */
function refused(error: unknown): boolean {
  const cause = (error as { cause?: { code?: string } }).cause;
  return cause?.code === 'ECONNREFUSED';
}
